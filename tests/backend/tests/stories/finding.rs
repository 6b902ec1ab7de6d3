//! Finding what is meant, however it is written.

use serde_json::json;
use vizochok_backend::{Backend, Finder, Options};

use crate::client::{Client, cards, text};
use crate::judged;

#[test]
fn judged_questions_are_answered_well() {
    let judged = judged::judge(&Finder::read(&judged::catalog()).unwrap());
    assert!(judged.len() >= 150, "{}", judged.len());
    let (ndcg, recall) = judged::means(judged.iter());
    let worst = judged.iter().min_by(|a, b| a.ndcg.total_cmp(&b.ndcg)).unwrap();
    let (question, found) = (&worst.question.text, &worst.found);
    assert!(ndcg >= 0.85, "nDCG@10 {ndcg:.3}, recall@10 {recall:.3}; the worst is {question}: {found:?}");
    // No kind is good at the cost of another, but for whole sentences, which are the agent's business.
    for (kind, some) in judged::by_kind(&judged) {
        let (ndcg, _) = judged::means(some.iter().copied());
        assert!(ndcg >= if kind == "sentence" { 0.6 } else { 0.8 }, "{kind}: {ndcg:.3}");
    }
}

#[tokio::test]
async fn a_question_may_be_misspelt_or_in_the_wrong_letters() {
    let backend = Backend::start(Options::new()).await.unwrap();
    for (question, sku, heading) in [
        ("moloko", "milk-001", "moloko"),
        ("малако", "milk-001", "малако"),
        ("cvtnfyf", "cream-001", "За запитом"),
        ("gjrf;b vjkjrj", "milk-001", "За запитом"),
        ("ljcnfdrf [ks,f", "", "замовлень"),
        ("памперси", "baby-006", "памперси"),
        ("brocoli", "cabbage-003", "brocoli"),
    ] {
        // Each in a conversation of its own: the last language spoken must not decide.
        let mut client = Client::enter(&backend, json!({"type": "auth", "token": "pk_demo"})).await;
        let answer = client.ask(question).await;
        assert_eq!(cards(&answer).first().copied().unwrap_or_default(), sku, "{question}: {}", text(&answer));
        assert!(text(&answer).contains(heading), "{question}: {}", text(&answer));
        client.leave().await;
    }
}
