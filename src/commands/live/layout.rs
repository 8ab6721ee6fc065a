//! Where the parts of the screen are.

use ratatui::layout::Rect;

/// The width from which the preview is beside the list.
const WIDE: u16 = 140;
/// The height from which the preview is below the list, if it is not beside it.
const HIGH: u16 = 20;

/// The parts of the screen. Those for which there is no room are empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    pub tabs: Rect,
    pub input: Rect,
    pub list: Rect,
    /// The line between list and preview.
    pub rule: Rect,
    pub preview: Rect,
    pub status: Rect,
}

impl Layout {
    pub fn of(screen: Rect) -> Layout {
        let row = |y: u16| Rect { y, height: 1, ..screen }.intersection(screen);
        let body = Rect { y: 2, height: screen.height.saturating_sub(3), ..screen };
        let (list, rule, preview) = if screen.width >= WIDE {
            let list = Rect { width: screen.width * 9 / 20, ..body };
            let rule = Rect { x: list.right(), width: 2, ..body };
            (list, rule, Rect { x: rule.right(), width: body.width - list.width - rule.width, ..body })
        } else if screen.height >= HIGH {
            let list = Rect { height: body.height / 2, ..body };
            let rule = Rect { y: list.bottom(), height: 1, ..body };
            (list, rule, Rect { y: rule.bottom(), height: body.height - list.height - 1, ..body })
        } else {
            (body, Rect::ZERO, Rect::ZERO)
        };
        let status = if screen.height > 2 { row(screen.height - 1) } else { Rect::ZERO };
        Layout { tabs: row(0), input: row(1), list, rule, preview, status }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_fill_the_screen_without_overlapping() {
        for (width, height) in [(200, 50), (140, 10), (139, 20), (80, 24), (40, 19), (40, 3), (10, 1), (0, 0)] {
            let screen = Rect::new(0, 0, width, height);
            let Layout { tabs, input, list, rule, preview, status } = Layout::of(screen);
            let parts = [tabs, input, list, rule, preview, status];
            let area: u32 = parts.iter().map(|part| part.area()).sum();
            assert_eq!(area, screen.area(), "{width} × {height}");
            for (nth, part) in parts.iter().enumerate() {
                assert!(part.is_empty() || screen.intersection(*part) == *part, "{width} × {height}: {part}");
                let overlaps = |other: &Rect| part.intersects(*other) && !part.is_empty() && !other.is_empty();
                assert!(!parts[nth + 1..].iter().any(overlaps), "{width} × {height}: {part}");
            }
            assert_eq!(!preview.is_empty(), width >= WIDE || height >= 20, "{width} × {height}");
        }
    }
}
