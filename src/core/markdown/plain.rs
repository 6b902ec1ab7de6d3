//! The words of a block without their marks, for whoever listens instead of looking.

use super::{Block, Span};

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
    fn marks_are_not_read_aloud() {
        assert_eq!(words("Here is **milk** and `bread`:"), ["Here is milk and bread:"]);
    }

    #[test]
    fn items_and_cells_are_parted() {
        assert_eq!(words("- milk\n- bread"), ["milk, bread"]);
        assert_eq!(words("| a | b |\n|---|---|\n| 1 | 2 |"), ["a, b, 1, 2"]);
    }
}
