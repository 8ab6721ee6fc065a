//! The line in which the query is typed.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A line of text with a cursor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Input {
    text: String,
    /// The byte before which the cursor is.
    cursor: usize,
}

impl Input {
    /// Returns a line with the cursor at its end.
    pub fn new(text: impl Into<String>) -> Input {
        let text = text.into();
        Input { cursor: text.len(), text }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the text before and after the cursor.
    pub fn parts(&self) -> (&str, &str) {
        self.text.split_at(self.cursor)
    }

    /// Inserts text at the cursor. Line breaks and other control characters become spaces.
    pub fn insert(&mut self, text: &str) {
        let text = text.replace(char::is_control, " ");
        self.text.insert_str(self.cursor, &text);
        self.cursor += text.len();
    }

    /// Edits the line as readline does. Other keys do nothing.
    pub fn on_key(&mut self, key: KeyEvent) {
        let is_control = key.modifiers.contains(KeyModifiers::CONTROL);
        let is_alt = key.modifiers.contains(KeyModifiers::ALT);
        match key.code {
            KeyCode::Char('a') if is_control => self.cursor = 0,
            KeyCode::Char('b') if is_control => self.cursor = self.before(),
            KeyCode::Char('f') if is_control => self.cursor = self.after(),
            KeyCode::Char('h') if is_control => self.delete(self.before(), self.cursor),
            KeyCode::Char('k') if is_control => self.delete(self.cursor, self.text.len()),
            KeyCode::Char('u') if is_control => self.delete(0, self.cursor),
            KeyCode::Char('w') if is_control => self.delete(self.word_start(), self.cursor),
            // Ctrl and Alt together are AltGr, by which some keyboards type brackets.
            KeyCode::Char(letter) if is_control == is_alt => self.insert(letter.encode_utf8(&mut [0; 4])),
            KeyCode::Home => self.cursor = 0,
            KeyCode::End => self.cursor = self.text.len(),
            KeyCode::Left => self.cursor = self.before(),
            KeyCode::Right => self.cursor = self.after(),
            KeyCode::Backspace if is_alt => self.delete(self.word_start(), self.cursor),
            KeyCode::Backspace => self.delete(self.before(), self.cursor),
            KeyCode::Delete => self.delete(self.cursor, self.after()),
            _ => {}
        }
    }

    fn delete(&mut self, start: usize, end: usize) {
        self.text.replace_range(start..end, "");
        self.cursor = start;
    }

    /// Returns where the character before the cursor begins.
    fn before(&self) -> usize {
        self.parts().0.char_indices().next_back().map_or(0, |(at, _)| at)
    }

    /// Returns where the character after the cursor ends.
    fn after(&self) -> usize {
        self.cursor + self.parts().1.chars().next().map_or(0, char::len_utf8)
    }

    /// Returns where the word before the cursor begins.
    fn word_start(&self) -> usize {
        self.parts().0.trim_end_matches(' ').rfind(' ').map_or(0, |space| space + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(before: &str, after: &str, keys: &[(KeyCode, KeyModifiers)], expected: (&str, &str)) {
        let mut input = Input { text: format!("{before}{after}"), cursor: before.len() };
        keys.iter().for_each(|(code, modifiers)| input.on_key(KeyEvent::new(*code, *modifiers)));
        assert_eq!(input.parts(), expected, "{keys:?}");
    }

    #[test]
    fn text_is_typed_at_the_cursor() {
        let plain = |code| (code, KeyModifiers::NONE);
        let typed = ['ä', 'B'].map(|letter| plain(KeyCode::Char(letter)));
        check("a", "z", &typed, ("aäB", "z"));
        check("a", "", &[(KeyCode::Char('['), KeyModifiers::CONTROL | KeyModifiers::ALT)], ("a[", ""));
        check("日本", "x", &[plain(KeyCode::Left), plain(KeyCode::Delete)], ("日", "x"));
        check("日本", "x", &[plain(KeyCode::Backspace), plain(KeyCode::Right), plain(KeyCode::Right)], ("日x", ""));
        check("", "", &[plain(KeyCode::Backspace), plain(KeyCode::Left), plain(KeyCode::Delete)], ("", ""));
        check("ab", "c", &[plain(KeyCode::Home), plain(KeyCode::Char('x')), plain(KeyCode::End)], ("xabc", ""));
    }

    #[test]
    fn parts_are_deleted_as_in_readline() {
        let control = |letter| (KeyCode::Char(letter), KeyModifiers::CONTROL);
        check("tea  chest ", "x", &[control('w')], ("tea  ", "x"));
        check("tea  ", "x", &[control('w')], ("", "x"));
        check("tea", "x", &[control('u')], ("", "x"));
        check("tea", "x", &[control('k')], ("tea", ""));
        check("tea", "x", &[control('a'), control('f'), control('h')], ("", "eax"));
        check("tea", "x", &[control('q'), control('b')], ("te", "ax"));
    }

    #[test]
    fn what_is_pasted_is_one_line() {
        let mut input = Input::new("a ");
        input.insert("b\nc\u{1b}");
        assert_eq!(input, Input::new("a b c "));
    }
}
