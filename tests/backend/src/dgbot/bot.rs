//! The scripted support bot: what a visitor wrote becomes what is to be done. No sockets and no waiting here.
//!
//! It tells shipping times, looks orders up, says honestly what it cannot do, and offers a human when it is asked for one
//! or has failed twice in a row.

use crate::dgbot::chatbot::{Chatbot, Order, is_order_number};
use crate::dgbot::phrases::{Phrases, heard};
use crate::lang::{self, Lang};
use crate::text;

/// Failures in a row after which a human is offered.
const PATIENCE: u32 = 2;
/// A text of so many words is an answer and no question of its own.
const SHORT: usize = 4;
/// The tool that looks an order up, as visitors' clients see it.
pub(crate) const ORDER_LOOKUP: &str = "order_lookup";

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Words, as one stream.
    Say(String),
    /// A tool is called; does it work?
    Tool(&'static str, bool),
    /// A human is offered in these words.
    Offer(String),
    /// The visitor is put in the line for a human.
    Connect,
}

/// What the bot remembers of a conversation.
#[derive(Debug, Default)]
pub(crate) struct Script {
    lang: Lang,
    failures: u32,
    offered: bool,
    wants_number: bool,
    /// The visitor's name, once their identity is proved.
    name: Option<String>,
    /// Were they addressed by it yet?
    greeted: bool,
}

impl Script {
    /// From now on the visitor has this name, or none.
    pub(crate) fn meet(&mut self, name: Option<String>) {
        self.name = name;
        self.greeted = false;
    }

    /// Answers what a visitor wrote.
    pub(crate) fn answer(&mut self, chatbot: &Chatbot, said: &str) -> Vec<Step> {
        self.lang = lang::detect(said, self.lang);
        let words = text::words(said);
        let phrases = Phrases::of(self.lang);
        let is = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
        let begins =
            |list: &[&str]| words.iter().any(|word| list.iter().any(|start| word.starts_with(start)));
        let number = words.iter().find(|word| is_order_number(word));

        let offered = std::mem::take(&mut self.offered);
        let wants_number = std::mem::take(&mut self.wants_number);
        let about_order = begins(heard::ORDER) || begins(heard::SHIPPING);
        if offered && words.first().is_some_and(|word| heard::NO.contains(&word.as_str())) {
            return self.stay();
        }
        if offered && (begins(heard::HUMAN) || words.len() <= SHORT && is(heard::YES)) {
            return self.connect();
        }
        if begins(heard::HUMAN) {
            return self.offer(Vec::new(), phrases.offer);
        }
        if let Some(number) = number.filter(|_| wants_number || about_order) {
            return self.look_up(chatbot, number);
        }
        if begins(heard::SHIPPING) {
            return self.succeed(phrases.shipping.to_owned());
        }
        if begins(heard::ORDER) {
            self.wants_number = true;
            return self.succeed(phrases.which_order.to_owned());
        }
        if begins(heard::THANKS) {
            return self.succeed(phrases.welcome.to_owned());
        }
        if is(heard::HELLO) || begins(heard::HELP) {
            let hello = if self.name.is_some() { String::new() } else { format!("{} ", phrases.hello) };
            self.greeted = false;
            return self.succeed(format!("{hello}{}", phrases.can));
        }
        self.fail(vec![Step::Say(format!("{} {}", phrases.cannot, phrases.can))])
    }

    /// The visitor takes the offer of a human, or wants one without it.
    pub(crate) fn connect(&mut self) -> Vec<Step> {
        *self = Self { lang: self.lang, name: self.name.take(), greeted: true, ..Self::default() };
        vec![Step::Connect, Step::Say(Phrases::of(self.lang).connecting.to_owned())]
    }

    /// The visitor stays with the bot, or comes back to it.
    pub(crate) fn stay(&mut self) -> Vec<Step> {
        self.offered = false;
        self.succeed(Phrases::of(self.lang).back.to_owned())
    }

    /// Does somebody who waits for a human want the bot back?
    pub(crate) fn is_called_back(&mut self, said: &str) -> bool {
        self.lang = lang::detect(said, self.lang);
        let words = text::words(said);
        words.len() <= SHORT && words.iter().any(|word| heard::BOT.contains(&word.as_str()))
    }

    fn look_up(&mut self, chatbot: &Chatbot, number: &str) -> Vec<Step> {
        let phrases = Phrases::of(self.lang);
        let with = |phrase: &str| phrase.replace("{}", number);
        let order = chatbot.orders.get(number);
        let looking = Step::Say(self.addressed(with(phrases.looking)));
        let tool = Step::Tool(ORDER_LOOKUP, order != Some(&Order::Failing));
        let told = |phrase| vec![looking, tool, Step::Say(with(phrase))];
        let found = match order {
            Some(Order::Packed) => phrases.packed,
            Some(Order::Shipped) => phrases.shipped,
            Some(Order::Delivered) => phrases.delivered,
            Some(Order::Failing) => return self.fail(told(phrases.lookup_failed)),
            None => {
                self.wants_number = true;
                return self.fail(told(phrases.unknown_order));
            }
        };
        self.failures = 0;
        told(found)
    }

    fn succeed(&mut self, text: String) -> Vec<Step> {
        self.failures = 0;
        vec![Step::Say(self.addressed(text))]
    }

    fn fail(&mut self, mut steps: Vec<Step>) -> Vec<Step> {
        self.failures = self.failures.saturating_add(1);
        if let Some(Step::Say(text)) = steps.first_mut() {
            *text = self.addressed(std::mem::take(text));
        }
        if self.failures < PATIENCE {
            return steps;
        }
        self.offer(steps, Phrases::of(self.lang).offer_after_failures)
    }

    fn offer(&mut self, mut steps: Vec<Step>, words: &str) -> Vec<Step> {
        self.offered = true;
        self.failures = 0;
        self.wants_number = false;
        steps.push(Step::Offer(words.to_owned()));
        steps
    }

    /// The first words to somebody whose name is known begin with it.
    fn addressed(&mut self, text: String) -> String {
        match &self.name {
            Some(name) if !self.greeted => {
                self.greeted = true;
                format!("{} {text}", Phrases::of(self.lang).hello_name.replace("{}", name))
            }
            _ => text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tenants::SAMPLE;

    fn bot() -> Chatbot {
        crate::dgbot::chatbot::read(SAMPLE).unwrap().remove(0)
    }

    /// What is said in one step, for answers of one.
    fn says(script: &mut Script, text: &str) -> String {
        match script.answer(&bot(), text).as_slice() {
            [Step::Say(said)] => said.clone(),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn it_tells_shipping_times_in_the_language_of_the_question() {
        let script = &mut Script::default();
        assert!(says(script, "How long does delivery take?").contains("2–4 days"));
        assert!(says(script, "Скільки їде доставка?").contains("2–4 дні"));
        assert!(says(script, "сколько идёт доставка?").contains("2–4 дня"));
        assert!(says(script, "When do you ship?").contains("working day"));
    }

    #[test]
    fn it_looks_up_an_order_at_once_or_after_asking_for_its_number() {
        let script = &mut Script::default();
        let found = [
            Step::Say("One moment, I am looking up order 1001.".to_owned()),
            Step::Tool(ORDER_LOOKUP, true),
            Step::Say("Order 1001 is on its way and arrives in 1–2 days.".to_owned()),
        ];
        assert_eq!(script.answer(&bot(), "Where is my order #1001?"), found);
        assert!(says(script, "where is my parcel").contains("number"));
        assert_eq!(script.answer(&bot(), "1001"), found);
        assert!(says(script, "1001").starts_with("I cannot"), "a number alone means nothing");
        for (text, said) in [("де замовлення 1002?", "зібране"), ("где заказ №1003", "доставлен.")]
        {
            let steps = script.answer(&bot(), text);
            assert!(matches!(steps.last(), Some(Step::Say(last)) if last.contains(said)), "{steps:?}");
        }
    }

    #[test]
    fn a_lookup_that_fails_is_owned_up_to_and_the_second_time_a_human_is_offered() {
        let script = &mut Script::default();
        let steps = script.answer(&bot(), "order 1004");
        assert_eq!(steps[1], Step::Tool(ORDER_LOOKUP, false));
        assert!(matches!(&steps[2], Step::Say(said) if said.contains("cannot tell")), "{steps:?}");
        assert_eq!(steps.len(), 3);
        let steps = script.answer(&bot(), "order 1004");
        assert!(matches!(&steps[3], Step::Offer(words) if words.contains("not getting anywhere")));
        let unknown = Script::default().answer(&bot(), "order 9999");
        assert_eq!(unknown[1], Step::Tool(ORDER_LOOKUP, true), "the lookup works and finds nothing");
        assert!(matches!(&unknown[2], Step::Say(said) if said.contains("no order 9999")), "{unknown:?}");
    }

    #[test]
    fn it_says_what_it_cannot_and_a_success_in_between_forgives() {
        let script = &mut Script::default();
        assert!(says(script, "sing me a song").starts_with("I cannot"));
        assert!(says(script, "shipping?").contains("days"));
        assert!(says(script, "sing me a song").starts_with("I cannot"));
        let twice = script.answer(&bot(), "sing!");
        assert!(matches!(twice.as_slice(), [Step::Say(_), Step::Offer(_)]), "{twice:?}");
    }

    #[test]
    fn a_human_is_offered_and_comes_for_a_yes_in_any_language() {
        for (request, yes) in [
            ("I want a human", "yes"),
            ("agent", "human, please"),
            ("покличте людину", "так, будь ласка"),
            ("позовите человека", "да"),
        ] {
            let script = &mut Script::default();
            let offer = script.answer(&bot(), request);
            assert!(matches!(offer.as_slice(), [Step::Offer(_)]), "{request}: {offer:?}");
            assert_eq!(script.answer(&bot(), yes)[0], Step::Connect, "{yes}");
        }
        let script = &mut Script::default();
        script.answer(&bot(), "operator");
        assert!(says(script, "no, not now").starts_with("All right"));
        assert!(says(script, "yes").starts_with("I cannot"), "the offer is gone");
        script.answer(&bot(), "operator");
        assert!(says(script, "and shipping?").contains("days"), "who asks something else gets that");
    }

    #[test]
    fn who_waits_can_have_the_bot_back_and_is_not_sent_back_by_a_word_in_passing() {
        let script = &mut Script::default();
        assert!(script.is_called_back("back to the bot") && script.is_called_back("помічник"));
        assert!(!script.is_called_back("are you there?"));
        assert!(!script.is_called_back("the bot could not tell me where my order is"));
    }

    #[test]
    fn a_name_is_used_once_it_is_proved_and_with_every_greeting() {
        let script = &mut Script::default();
        assert!(says(script, "hello").starts_with("Hello! I am"));
        script.meet(Some("Olena".to_owned()));
        assert!(says(script, "shipping?").starts_with("Hello, Olena! We ship"));
        assert!(says(script, "shipping?").starts_with("We ship"));
        assert!(says(script, "hi").starts_with("Hello, Olena! I can"));
        assert!(says(script, "привіт").starts_with("Вітаю, Olena!"));
        script.meet(None);
        assert!(!says(script, "hello").contains("Olena"));
    }
}
