//! The subset, case by case; that streaming changes nothing; that no input does harm.

use super::*;

/// A document in a notation of its own, short enough for a table of cases.
fn show(blocks: &[Block]) -> String {
    let lines: Vec<String> = blocks.iter().map(show_block).collect();
    lines.join(" | ")
}

fn show_block(block: &Block) -> String {
    match block {
        Block::Paragraph(spans) => format!("p:{}", show_spans(spans)),
        Block::Heading { level, spans } => format!("h{level}:{}", show_spans(spans)),
        Block::Code { language, text } => format!("pre[{language}]:{text}"),
        Block::List { ordered, items } => {
            let items: Vec<String> = items
                .iter()
                .map(|item| {
                    let mark = item.number.map_or("-".to_owned(), |number| number.to_string());
                    format!("{}{mark} {}", ">".repeat(item.depth.into()), show_spans(&item.spans))
                })
                .collect();
            format!("list{}:{}", ordered.map_or(String::new(), |start| start.to_string()), items.join(";"))
        }
        Block::Table { header, rows } => {
            let row = |cells: &Vec<Vec<Span>>| {
                cells.iter().map(|cell| show_spans(cell)).collect::<Vec<_>>().join("&")
            };
            let rows: Vec<String> = std::iter::once(header).chain(rows).map(row).collect();
            format!("table:{}", rows.join(";"))
        }
        Block::Rule => "rule".to_owned(),
    }
}

fn show_spans(spans: &[Span]) -> String {
    spans.iter().map(show_span).collect()
}

fn show_span(span: &Span) -> String {
    let mut shown = span.text.replace('\n', "⏎");
    for (on, name) in [
        (span.style.code, "c"),
        (span.style.strike, "s"),
        (span.style.emphasis, "e"),
        (span.style.strong, "b"),
    ] {
        if on {
            shown = format!("{name}({shown})");
        }
    }
    span.link.as_ref().map_or(shown.clone(), |link| format!("a({shown} → {link})"))
}

fn whole(text: &str) -> Document {
    let mut document = Document::new();
    document.push(text);
    document
}

#[test]
fn understands_an_everyday_answer() {
    let text = "## Сніданок\nОсь **молоко** та *каша* [тут](https://b.c):\n- раз\n  - два\n\nhttps://d.e.\n";
    assert_eq!(
        show(whole(text).blocks()),
        "h2:Сніданок | p:Ось b(молоко) та e(каша) a(тут → https://b.c): | list:- раз;>- два | p:a(https://d.e → https://d.e)."
    );
}
