//! What a question finds, and what it leaves alone.

use std::sync::LazyLock;

use super::*;

static SEARCH: LazyLock<Search> = LazyLock::new(|| Search::new(Arc::new(Catalog::demo())));

fn found(text: &str) -> Found {
    SEARCH.find(&words(text))
}

#[test]
fn equals_stay_in_the_shops_order_and_mentions_stay_out() {
    let milks: Vec<String> = (1..=7).map(|number| format!("milk-00{number}")).collect();
    for text in ["milk", "молока", "moloko"] {
        assert_eq!(found(text), Found { skus: milks.clone(), complete: true }, "{text}");
    }
}

#[test]
fn what_is_known_is_not_bent() {
    // A letter away there would be more: sauce, rose, bacon.
    for (text, first) in [("salt", "spice-009"), ("rice", "grain-002"), ("мак", "bun-002")] {
        assert_eq!(found(text).skus.first().map(String::as_str), Some(first), "{text}");
    }
    for text in ["show me milk", "покажи молоко", "milk-002", "qwzx", ""] {
        assert_eq!(SEARCH.retyped(text, |word| word == "show" || word == "покажи"), text);
    }
    assert_eq!(SEARCH.retyped("Gjrf;b vjkjrj", |word| word == "покажи"), "покажи молоко");
}

#[test]
fn most_words_of_a_question_decide_and_it_is_told_whether_all_are_there() {
    let all = found("чорний чай з бергамотом");
    assert_eq!((all.skus, all.complete), (vec!["tea-003".to_owned()], true));
    let some = found("milk from qwzxq");
    assert!(!some.complete && some.skus.contains(&"milk-001".to_owned()), "{some:?}");
    assert_eq!(found("qwzx"), Found::default());
    assert_eq!(SEARCH.find(&[]), Found::default());
}
