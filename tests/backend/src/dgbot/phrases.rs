//! What the support bot says and what it listens for, in each language.

use crate::lang::Lang;

/// What the bot says. `{}` stands for a name, an order number or a list of them.
pub(crate) struct Phrases {
    pub(crate) hello: &'static str,
    pub(crate) hello_name: &'static str,
    pub(crate) can: &'static str,
    pub(crate) shipping: &'static str,
    pub(crate) which_order: &'static str,
    pub(crate) looking: &'static str,
    pub(crate) packed: &'static str,
    pub(crate) shipped: &'static str,
    pub(crate) delivered: &'static str,
    pub(crate) unknown_order: &'static str,
    pub(crate) lookup_failed: &'static str,
    pub(crate) cannot: &'static str,
    pub(crate) offer: &'static str,
    pub(crate) offer_after_failures: &'static str,
    pub(crate) connecting: &'static str,
    pub(crate) back: &'static str,
    pub(crate) welcome: &'static str,
}

impl Phrases {
    pub(crate) fn of(lang: Lang) -> &'static Self {
        match lang {
            Lang::Uk => &UK,
            Lang::En => &EN,
            Lang::Ru => &RU,
        }
    }
}

const EN: Phrases = Phrases {
    hello: "Hello! I am the shop’s assistant.",
    hello_name: "Hello, {}!",
    can: "I can tell you about shipping, look up an order by its number, or call a colleague.",
    shipping: "We ship within one working day. A parcel takes 1–2 days within a city and 2–4 days across the country; \
               shipping is free from **1,000 UAH**.",
    which_order: "Tell me the number of your order, please; it is in the confirmation e-mail.",
    looking: "One moment, I am looking up order {}.",
    packed: "Order {} is packed. The courier takes it tomorrow.",
    shipped: "Order {} is on its way and arrives in 1–2 days.",
    delivered: "Order {} was delivered.",
    unknown_order: "I find no order {}. Is the number right?",
    lookup_failed: "The order system does not answer right now, so I cannot tell you about order {}.",
    cannot: "I cannot help with that, I am sorry.",
    offer: "Shall I connect you with a colleague?",
    offer_after_failures: "I am not getting anywhere. Shall I connect you with a colleague?",
    connecting: "Connecting you with our team. Everything you have written is there already.",
    back: "All right, then you have me. What else can I do?",
    welcome: "You are welcome!",
};

const UK: Phrases = Phrases {
    hello: "Вітаю! Я помічник магазину.",
    hello_name: "Вітаю, {}!",
    can: "Можу розповісти про доставку, знайти замовлення за номером або покликати людину з нашої команди.",
    shipping: "Відправляємо протягом одного робочого дня. У межах міста посилка їде 1–2 дні, по країні 2–4 дні; від \
               **1 000 грн** доставка безкоштовна.",
    which_order: "Напишіть, будь ласка, номер замовлення: він є в листі з підтвердженням.",
    looking: "Хвилинку, шукаю замовлення {}.",
    packed: "Замовлення {} зібране. Кур’єр забере його завтра.",
    shipped: "Замовлення {} уже в дорозі, буде за 1–2 дні.",
    delivered: "Замовлення {} доставлено.",
    unknown_order: "Не знаходжу замовлення {}. Чи правильний номер?",
    lookup_failed: "Система замовлень зараз не відповідає, тому про замовлення {} сказати не можу.",
    cannot: "На жаль, із цим я допомогти не можу.",
    offer: "З’єднати вас із людиною?",
    offer_after_failures: "Не виходить у мене. З’єднати вас із людиною?",
    connecting: "З’єдную вас із нашою командою. Усе, що ви написали, там уже видно.",
    back: "Гаразд, тоді з вами я. Чим ще допомогти?",
    welcome: "Будь ласка!",
};

const RU: Phrases = Phrases {
    hello: "Здравствуйте! Я помощник магазина.",
    hello_name: "Здравствуйте, {}!",
    can: "Могу рассказать о доставке, найти заказ по номеру или позвать человека из нашей команды.",
    shipping: "Отправляем в течение одного рабочего дня. По городу посылка идёт 1–2 дня, по стране 2–4 дня; от \
               **1 000 грн** доставка бесплатная.",
    which_order: "Напишите, пожалуйста, номер заказа: он есть в письме с подтверждением.",
    looking: "Минутку, ищу заказ {}.",
    packed: "Заказ {} собран. Курьер заберёт его завтра.",
    shipped: "Заказ {} уже в пути, будет через 1–2 дня.",
    delivered: "Заказ {} доставлен.",
    unknown_order: "Не нахожу заказ {}. Верен ли номер?",
    lookup_failed: "Система заказов сейчас не отвечает, поэтому о заказе {} сказать не могу.",
    cannot: "К сожалению, с этим я помочь не могу.",
    offer: "Соединить вас с человеком?",
    offer_after_failures: "Не получается у меня. Соединить вас с человеком?",
    connecting: "Соединяю вас с нашей командой. Всё, что вы написали, там уже видно.",
    back: "Хорошо, тогда с вами я. Чем ещё помочь?",
    welcome: "Пожалуйста!",
};

/// Words of all languages, as `text::words` gives them: whole where a beginning would mean too much.
pub(crate) mod heard {
    pub(crate) const YES: &[&str] = &[
        "yes",
        "yeah",
        "yep",
        "ok",
        "okay",
        "sure",
        "так",
        "ага",
        "звісно",
        "авжеж",
        "добре",
        "давайте",
        "гаразд",
        "да",
        "конечно",
        "хорошо",
        "соедините",
        "зєднайте",
    ];
    /// As the first word.
    pub(crate) const NO: &[&str] = &["no", "not", "nope", "ні", "не", "нет"];
    pub(crate) const HELLO: &[&str] = &[
        "hello",
        "hi",
        "hey",
        "привіт",
        "вітаю",
        "добрий",
        "доброго",
        "здравствуйте",
        "здравствуй",
        "привет",
        "добрый",
    ];
    pub(crate) const BOT: &[&str] =
        &["bot", "assistant", "бот", "бота", "помічник", "помічника", "помощник", "помощника"];

    /// Beginnings.
    pub(crate) const HUMAN: &[&str] = &[
        "human",
        "person",
        "operator",
        "agent",
        "someone",
        "somebody",
        "colleague",
        "людин",
        "оператор",
        "менеджер",
        "консультант",
        "человек",
        "живою",
        "живой",
        "живим",
        "живым",
        "співробітник",
        "сотрудник",
    ];
    pub(crate) const SHIPPING: &[&str] =
        &["ship", "deliver", "courier", "достав", "відправ", "отправ", "курєр", "курьер"];
    pub(crate) const ORDER: &[&str] =
        &["order", "parcel", "package", "tracking", "замовлен", "посилк", "заказ", "посылк"];
    pub(crate) const THANKS: &[&str] = &["thank", "дяку", "спасиб"];
    pub(crate) const HELP: &[&str] =
        &["help", "допомо", "вмієш", "можеш", "помощь", "помоги", "умеешь", "можешь"];
}
