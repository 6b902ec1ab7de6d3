//! The words of a block without their marks, for whoever listens instead of looking.

use super::{Block, Document, Span};

impl Document {
    /// The words as plain text, for the clipboard: blocks parted by an empty line, items and rows on
    /// lines of their own, cells parted by a tab.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for block in &self.blocks {
            if !out.is_empty() {
                out.push_str("\n\n");
            }
            match block {
                Block::List { items, .. } => {
                    for (index, item) in items.iter().enumerate() {
                        if index > 0 {
                            out.push('\n');
                        }
                        out.push_str(if item.depth > 0 { "  " } else { "" });
                        match item.number {
                            Some(number) => out.push_str(&[&number.to_string(), ". "].concat()),
                            None => out.push_str("- "),
                        }
                        append(&mut out, &item.spans);
                    }
                }
                Block::Table { header, rows } => {
                    for (index, row) in std::iter::once(header).chain(rows).enumerate() {
                        if index > 0 {
                            out.push('\n');
                        }
                        for (index, cell) in row.iter().enumerate() {
                            if index > 0 {
                                out.push('\t');
                            }
                            append(&mut out, cell);
                        }
                    }
                }
                block => block.append_text(&mut out),
            }
        }
        out
    }
}

impl Block {
    /// Appends the words of this block to `out`: items and cells are parted by a comma, a rule says
    /// nothing.
    pub fn append_text(&self, out: &mut String) {
        match self {
            Self::Paragraph(spans) | Self::Heading { spans, .. } => append(out, spans),
            Self::Code { text, .. } => out.push_str(text),
            Self::List { items, .. } => append_parted(out, items.iter().map(|item| item.spans.as_slice())),
            Self::Table { header, rows } => {
                append_parted(out, std::iter::once(header).chain(rows).flatten().map(Vec::as_slice));
            }
            Self::Rule => {}
        }
    }
}

fn append(out: &mut String, spans: &[Span]) {
    for span in spans {
        out.push_str(&span.text);
    }
}

fn append_parted<'a>(out: &mut String, parts: impl Iterator<Item = &'a [Span]>) {
    for (index, spans) in parts.enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        append(out, spans);
    }
}

#[cfg(test)]
mod tests {
    use crate::core::markdown::Document;

    fn words(source: &str) -> Vec<String> {
        let mut document = Document::new();
        document.push(source);
        document.finish();
        let text = |block: &super::Block| {
            let mut text = String::new();
            block.append_text(&mut text);
            text
        };
        document.blocks().iter().map(text).collect()
    }

    #[test]
    fn what_is_copied_keeps_its_lines_and_loses_its_marks() {
        let mut document = Document::new();
        document.push("**Borsch** for `4`\nserves well:\n\n- beet\n  - red\n- salt\n\n1. Cook\n2. Eat\n\n| a | b |\n|---|---|\n| 1 | 2 |");
        document.finish();
        let text = "Borsch for 4\nserves well:\n\n- beet\n  - red\n- salt\n\n1. Cook\n2. Eat\n\na\tb\n1\t2";
        assert_eq!(document.text(), text);
        assert_eq!(Document::new().text(), "");
    }

    #[test]
    fn marks_are_not_read_aloud() {
        assert_eq!(words("Here is **milk** and `bread`:"), ["Here is milk and bread:"]);
    }

    #[test]
    fn items_and_cells_are_parted() {
        assert_eq!(words("- milk\n- bread"), ["milk, bread"]);
        assert_eq!(words("| a | b |\n|---|---|\n| 1 | 2 |"), ["a, b, 1, 2"]);
    }
}
