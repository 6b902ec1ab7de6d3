//! The subset, case by case; that streaming changes nothing; that no input does harm.
#![allow(clippy::arithmetic_side_effects, reason = "an overflow in a test is a failure like any other")]

mod texts;

use super::*;
use texts::{HOSTILE, UNDERSTOOD};

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
/// A document that still grows.
fn open(text: &str) -> Document {
    let mut document = Document::new();
    document.push(text);
    document
}

/// A finished document.
fn whole(text: &str) -> Document {
    finished(open(text))
}

fn finished(mut document: Document) -> Document {
    document.finish();
    document
}

fn streamed(pieces: &[&str]) -> Document {
    let mut document = Document::new();
    for piece in pieces {
        document.push(piece);
    }
    document
}

fn all_texts() -> impl Iterator<Item = &'static str> {
    UNDERSTOOD.iter().map(|(text, _)| *text).chain(HOSTILE.iter().copied())
}

fn spans(blocks: &[Block]) -> Vec<&Span> {
    let mut found = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(spans) | Block::Heading { spans, .. } => found.extend(spans),
            Block::List { items, .. } => found.extend(items.iter().flat_map(|item| &item.spans)),
            Block::Table { header, rows } => {
                found.extend(std::iter::once(header).chain(rows).flatten().flatten())
            }
            Block::Code { .. } | Block::Rule => {}
        }
    }
    found
}

#[test]
fn understands_the_subset() {
    for (text, expected) in UNDERSTOOD {
        assert_eq!(show(whole(text).blocks()), *expected, "{text:?}");
    }
}

#[test]
fn what_is_hostile_stays_text() {
    for text in HOSTILE {
        let document = whole(text);
        for span in spans(document.blocks()) {
            assert_eq!(span.link, None, "{text:?}");
        }
    }
}

#[test]
fn a_text_cut_anywhere_gives_the_same_document() {
    assert!(all_texts().count() >= 150);
    let joined: Vec<String> = UNDERSTOOD
        .windows(4)
        .map(|texts| texts.iter().map(|(text, _)| *text).collect::<Vec<_>>().join("\n"))
        .collect();
    let mut texts: Vec<&str> = all_texts().collect();
    texts.extend(joined.iter().map(String::as_str));
    for text in texts {
        let (growing, once) = (open(text), whole(text));
        let cuts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        for cut in &cuts {
            let (head, tail) = text.split_at(*cut);
            let pieces = streamed(&[head, tail]);
            assert_eq!(pieces.blocks(), growing.blocks(), "{head:?} {tail:?}");
            assert_eq!(finished(pieces).blocks(), once.blocks(), "{head:?} {tail:?}");
        }
        let mut letters = Document::new();
        for character in text.chars() {
            letters.push(character.encode_utf8(&mut [0; 4]));
        }
        assert_eq!(letters.blocks(), growing.blocks(), "{text:?}");
        let letters = finished(letters);
        assert_eq!((letters.blocks(), letters.source()), (once.blocks(), once.source()), "{text:?}");
    }
}

/// Pushes a text letter by letter and watches the settled blocks.
fn watch_settling(text: &str) {
    let mut document = Document::new();
    let mut settled: Vec<Block> = Vec::new();
    for character in text.chars() {
        document.push(character.encode_utf8(&mut [0; 4]));
        let now = document.blocks().get(..document.settled()).unwrap();
        assert!(now.starts_with(&settled), "{:?} changed a settled block", document.source());
        settled = now.to_vec();
    }
    document.finish();
    assert_eq!(document.settled(), document.blocks().len());
    assert!(document.blocks().starts_with(&settled), "the end of {text:?} changed a settled block");
}

#[test]
fn settled_blocks_never_change() {
    let endings =
        ["", "\n", "\n\n", "\n\nx", "\n- x", "\n  x", "\n|-|\n|-|", "\n---\n", "\n```\n", "\n2. x\n"];
    for text in all_texts() {
        for ending in endings {
            watch_settling(&format!("{text}{ending}"));
        }
    }
}

#[test]
fn blocks_settle_as_soon_as_nothing_can_change_them() {
    for (text, settled) in [
        ("a", 0),
        ("a\n", 0),
        ("a\n\n", 1),
        ("a\n\nb", 1),
        ("# a", 0),
        ("# a\n", 1),
        ("---\n", 1),
        ("```\na\n\n", 0),
        ("```\na\n```\n", 1),
        ("- a\n- b\n", 0),
        ("- a\n\n", 0),
        ("- a\n\nb", 0),
        ("- a\n\nb\n", 1),
        ("- a\n# b\n", 2),
        ("| a |\n|---|\n| b |\n", 0),
        ("| a |\n|---|\n| b |\n\n", 1),
        ("a\n\n# b\n\nc\n\n", 3),
    ] {
        assert_eq!(open(text).settled(), settled, "{text:?}");
    }
}

/// What a shopper sees while the words of the second column are still to come.
#[test]
fn no_marks_flash_up_while_a_text_grows() {
    for (text, seen, end) in [
        ("**", "p:", "p:**"),
        ("**Мол", "p:b(Мол)", "p:**Мол"),
        ("**Молоко*", "p:b(Молоко)", "p:*e(Молоко)"),
        ("**Молоко**", "p:b(Молоко)", "p:b(Молоко)"),
        ("**Молоко** і *ка", "p:b(Молоко) і e(ка)", "p:b(Молоко) і *ка"),
        ("***раз", "p:b(e(раз))", "p:***раз"),
        ("~~45", "p:s(45)", "p:~~45"),
        ("`код", "p:c(код)", "p:`код"),
        ("Ось [тут", "p:Ось тут", "p:Ось [тут"),
        ("Ось [**тут**](https://sho", "p:Ось b(тут)", "p:Ось [b(тут)](a(https://sho → https://sho)"),
        ("Ось [тут]", "p:Ось тут", "p:Ось [тут]"),
        ("Ось [тут] і", "p:Ось [тут] і", "p:Ось [тут] і"),
        ("![фото](https://s", "p:фото", "p:![фото](a(https://s → https://s)"),
        ("2 * 3", "p:2 * 3", "p:2 * 3"),
        ("- **раз", "list:- b(раз)", "list:- **раз"),
        ("- **раз\n- *два", "list:- **раз;- e(два)", "list:- **раз;- *два"),
        ("# *раз", "h1:e(раз)", "h1:*раз"),
        ("**раз\n\nдва", "p:**раз | p:два", "p:**раз | p:два"),
    ] {
        assert_eq!(show(open(text).blocks()), seen, "{text:?}");
        assert_eq!(show(whole(text).blocks()), end, "{text:?}");
    }
}

#[test]
fn what_is_cut_off_stays_as_it_was_read_while_it_grew() {
    let mut document = open("Here is **milk");
    let growing = document.blocks().to_vec();
    let before = document.revision();
    document.cut();
    assert_eq!(document.blocks(), growing);
    assert_eq!(show(document.blocks()), show(open("Here is **milk**").blocks()));
    assert_eq!(document.settled(), document.blocks().len());
    assert_ne!(document.revision(), before);
    document.push("more");
    assert_eq!(document.blocks().len(), growing.len() + 1, "what follows is a block of its own");
}

#[test]
fn revision_and_finish() {
    let mut document = Document::new();
    let first = document.revision();
    document.push("\u{202e}\u{feff}");
    assert_eq!((document.revision(), document.source()), (first, ""), "nothing to see, nothing changed");
    document.push("a");
    assert_ne!(document.revision(), first);
    document.finish();
    let finished = document.revision();
    document.finish();
    assert_eq!(document.revision(), finished);
    document.push("b");
    assert_eq!(show(document.blocks()), "p:a | p:b", "what follows the end is a new block");
}

#[test]
fn characters_that_are_never_shown_are_left_out() {
    let text: String = (0..0x3000).filter_map(char::from_u32).chain(['\u{feff}', '😀']).collect();
    let document = whole(&text);
    for character in document.source().chars() {
        let control = character.is_control() && character != '\n' && character != '\t';
        assert!(!control && !('\u{202a}'..='\u{202e}').contains(&character) && character != '\u{feff}');
    }
    assert_eq!(whole("a\u{202e}b\u{0}c\u{85}d\u{9f}\u{7f}e\tf").source(), "abcde\tf");
}

/// splitmix64: the same texts on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) as usize % end
    }

    fn text(&mut self) -> String {
        const PARTS: [&str; 48] = [
            "a",
            "б",
            "слово",
            " ",
            " ",
            "  ",
            "\n",
            "\n",
            "\n\n",
            "\t",
            "*",
            "**",
            "***",
            "_",
            "__",
            "~~",
            "`",
            "``",
            "```",
            "\n```\n",
            "[",
            "]",
            "(",
            ")",
            "](",
            "![",
            "<",
            ">",
            "\\",
            "|",
            "\n|",
            "|-|\n",
            "\n- ",
            "\n  - ",
            "\n1. ",
            "\n   2) ",
            "\n# ",
            "\n---\n",
            "https://b.c",
            "javascript:",
            "mailto:",
            "\"",
            "😀",
            "\u{202e}",
            "\u{301}",
            "!",
            ".",
            "#",
        ];
        (0..self.below(40)).map(|_| PARTS[self.below(PARTS.len())]).collect()
    }
}

#[test]
fn any_text_is_survived_whole_and_in_pieces() {
    let mut random = Random(2026);
    for _ in 0..10_000 {
        let text = random.text();
        let once = whole(&text);
        let mut pieces = Document::new();
        let mut rest = text.as_str();
        let mut settled: Vec<Block> = Vec::new();
        while !rest.is_empty() {
            let end = rest.char_indices().nth(1 + random.below(9)).map_or(rest.len(), |(at, _)| at);
            let (piece, behind) = rest.split_at(end);
            pieces.push(piece);
            rest = behind;
            let now = pieces.blocks().get(..pieces.settled()).unwrap();
            assert!(now.starts_with(&settled), "{text:?}");
            settled = now.to_vec();
        }
        assert_eq!(pieces.blocks(), open(&text).blocks(), "{text:?}");
        assert_eq!(finished(pieces).blocks(), once.blocks(), "{text:?}");
        for span in spans(once.blocks()) {
            assert!(!span.text.is_empty());
            assert!(span.link.as_deref().is_none_or(|link| links::checked(link) == Some(link)));
        }
    }
}

/// Letters and digits are never lost and never change their order, whatever the marks around them do.
#[test]
fn the_words_are_all_there() {
    let words = |text: &str| text.chars().filter(|character| character.is_alphanumeric()).collect::<String>();
    let mut random = Random(7);
    for _ in 0..10_000 {
        // Addresses of links and the numbers of lists are no words.
        let text = random.text().replace("](", "] (").replace(['1', '2'], "x");
        let mut shown = String::new();
        let document = whole(&text);
        for block in document.blocks() {
            block.append_text(&mut shown);
        }
        // Cells beyond a table's header are left out, and so is what stands behind a fence's language.
        if !document.blocks().iter().any(|block| matches!(block, Block::Table { .. } | Block::Code { .. })) {
            assert_eq!(words(&shown), words(&text), "{text:?}");
        }
    }
}

#[test]
fn the_work_grows_with_the_text_and_not_with_its_square() {
    for part in [
        "(",
        "*",
        "**a ",
        "a** ",
        "*a _b ",
        "_",
        "~~a ",
        "[",
        "]",
        "![",
        "[a](",
        "[a](b",
        "[a](<b",
        "[a](b \"c ",
        "`",
        "` `` ",
        "<",
        "<a",
        "<https://a",
        "\\",
        "|",
        "|\n",
        "a|b\n",
        "- a\n",
        "  - a\n",
        "- a\n\n",
        "1. a\n  1. b\n",
        ">",
        "https://a.b ",
        "https://",
        "(https://a@",
        "h",
        "#",
        "# \n",
        "```\n",
        "a\n",
        "a\n\n",
        "\n",
        "*a*",
        "**a*",
        "[a](https://b.c) ",
    ] {
        let looked_at = |times: usize| {
            let text = part.repeat(times);
            work::of(|| drop(whole(&text)))
        };
        // Four times the text may be four times the work; sixteen times would be the square.
        let (one, four) = (looked_at(2_500), looked_at(10_000));
        assert!(four <= one * 5, "{part:?}: {one}, then {four}");
    }
}

#[test]
fn a_long_answer_in_small_pieces_costs_only_its_tail() {
    let looked_at = |pieces: usize| {
        work::of(|| {
            let mut document = Document::new();
            for piece in 0..pieces {
                document.push(if piece % 20 == 19 { "кінець.\n\n" } else { "**слово** і " });
            }
            assert_eq!(document.settled(), pieces / 20);
        })
    };
    let (one, eight) = (looked_at(2_000), looked_at(16_000));
    assert!(eight <= one * 9, "{one}, then {eight}");
}
