//! List items in the body of a note.

use std::ops::Range;

use super::{Body, Container, Item};
use crate::model::ListItem;
use crate::parse::lists;

impl Body<'_, '_> {
    pub(super) fn start_item(&mut self, range: Range<usize>) {
        // The range of a nested item includes part of its indentation and the markers of the quote around it.
        let indented = &self.text[range.clone()];
        let marker = indented.trim_start_matches([' ', '\t', '\n', '\r', '>']);
        let range = range.end - marker.len()..range.end;
        let line = self.lines.line(range.start) as i64;
        let parent = match self.containers.last_mut() {
            Some(Container::List { parent: Some(parent), .. }) => *parent,
            Some(Container::List { parent: None, first }) => -*first.get_or_insert(line),
            _ => -line,
        };
        let index = self.note.list_items.len();
        let prefix = lists::parse_item_prefix(marker);
        let span = self.lines.span(range.start..range.start + marker[..prefix.length].trim_end().len());
        self.note.list_items.push(ListItem { span, task: prefix.task, text: String::new(), parent });
        for (offset, prefix) in lists::items_after_checkbox(marker, &prefix) {
            let (start, content) = (range.start + offset, range.start + offset + prefix.length);
            let text = self.text[lists::rest_of_line(self.text, content)].to_string();
            let span = self.lines.span(start..content);
            self.note.list_items.push(ListItem { span, task: prefix.task, text, parent: line });
        }
        self.item_lines.push(line);
        self.containers.push(Container::Item(Item {
            index,
            count: self.note.list_items.len() - index,
            text_start: Some(range.start + prefix.length),
            has_sublist: false,
            has_id: false,
        }));
    }

    pub(super) fn end_item(&mut self) {
        let Some(Container::Item(item)) = self.containers.pop() else { return };
        // A list after the checkbox is part of the item; a list on later lines has ended the innermost item already.
        let n_open = if item.has_sublist { item.count - 1 } else { item.count };
        for list_item in &mut self.note.list_items[item.index..][..n_open] {
            list_item.span.end = list_item.span.end.max(self.content_end as u32);
        }
        self.item_lines.pop();
    }

    /// Sets the text of an item before its first child, and its end before its first nested list.
    pub(super) fn before_child(&mut self, is_list: bool) {
        let depth = self.containers.len();
        let Some(Container::Item(item)) = self.containers.last_mut() else { return };
        let Some(text_start) = item.text_start.take() else {
            if is_list && !item.has_sublist {
                item.has_sublist = true;
                let innermost = &mut self.note.list_items[item.index + item.count - 1].span;
                innermost.end = innermost.end.max(self.content_end as u32);
            }
            return;
        };
        // In `- - a` the text belongs to the inner item. The limit keeps a line of many nested markers linear.
        if !is_list && depth < 100 {
            self.note.list_items[item.index].text = self.text[lists::rest_of_line(self.text, text_start)].to_string();
        }
    }
}
