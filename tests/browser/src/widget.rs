//! The widget as its shopper meets it. The only place that knows how its inside is marked: by `part`, `data-*` and a
//! few classes.

use std::fmt;

use anyhow::Result;
use serde::Deserialize;
use serde_json::{Value, json};
use thirtyfour::common::keys::Key;

use crate::page::Page;

/// An element, as an expression that finds it in the page. Lists are searched from the front.
#[derive(Clone, Debug)]
pub struct Element(String);

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for Element {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// One message of the log.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Message {
    /// `user`, `assistant`, `error` or `notice`.
    pub role: String,
    /// How far it is; empty for errors and notices.
    pub state: String,
    /// What it says, without what is only there for screen readers and without remarks below it.
    pub text: String,
}

/// One product card.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Card {
    /// The product.
    pub sku: String,
    /// Its name.
    pub name: String,
    /// What it costs now.
    pub price: f64,
    /// What it cost before, struck through, if it is reduced.
    pub old_price: Option<f64>,
    /// How many are chosen; `None` while the card shows the Add button.
    pub quantity: Option<String>,
    /// Why a wish was not fulfilled.
    pub note: Option<String>,
}

/// One line of a checklist.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Ingredient {
    /// Its key in the list.
    pub id: String,
    /// Whether it is ticked: at home.
    pub have: bool,
    /// Whether it may be ticked.
    pub open: bool,
    /// How much of it, with its unit.
    pub amount: String,
    /// What came of it: the words, once there are any.
    pub result: Option<String>,
}

/// A widget on a page.
#[derive(Clone, Debug)]
pub struct Widget {
    page: Page,
    host: String,
}

impl Widget {
    /// The `index`th widget of the page.
    #[must_use]
    pub fn nth(page: &Page, index: usize) -> Self {
        Self { page: page.clone(), host: format!("hosts()[{index}]") }
    }

    /// The page it is on.
    #[must_use]
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// All elements inside it that `css` names, as an expression of a list.
    #[must_use]
    pub fn all(&self, css: &str) -> String {
        format!("within({}, {})", self.host, json!(css))
    }

    /// The first element with this part name.
    #[must_use]
    pub fn part(&self, part: &str) -> Element {
        Element(format!("{}[0]", self.all(&format!("[part~={part}]"))))
    }

    /// A part of the `index`th card of a product.
    #[must_use]
    pub fn on_card(&self, sku: &str, index: usize, part: &str) -> Element {
        let cards = self.all(&format!("[part~=card][data-sku={}]", json!(sku)));
        Element(format!("{cards}[{index}]?.querySelector('[part~={part}]')"))
    }

    /// Presses something.
    ///
    /// # Errors
    /// When it cannot be pressed in time.
    pub async fn press(&self, element: &Element) -> Result<()> {
        self.page.click(element.as_ref()).await
    }

    /// Waits until something is shown.
    ///
    /// # Errors
    /// When it is not in time.
    pub async fn wait_shown(&self, element: &Element) -> Result<()> {
        self.page.wait_until::<Value>(&format!("{element} is shown"), &format!("shown({element})")).await?;
        Ok(())
    }

    /// Waits until something is not there or not shown.
    ///
    /// # Errors
    /// When it still is after the time limit.
    pub async fn wait_gone(&self, element: &Element) -> Result<()> {
        self.page.wait_until::<Value>(&format!("{element} is gone"), &format!("!shown({element})")).await?;
        Ok(())
    }

    /// Presses the launcher and waits for the panel.
    ///
    /// # Errors
    /// When it does not open.
    pub async fn open_panel(&self) -> Result<()> {
        self.press(&self.part("launcher")).await?;
        self.wait_shown(&self.part("panel")).await
    }

    /// Opens the panel unless it is open: whether it comes back open after a reload is not what most stories tell.
    ///
    /// # Errors
    /// When it does not open.
    pub async fn show_panel(&self) -> Result<()> {
        let panel = self.part("panel");
        let state = format!("{panel} && ({panel}.inert ? 'closed' : 'open')");
        let state: String = self.page.wait_until("there is a panel", &state).await?;
        if state == "closed" { self.open_panel().await } else { Ok(()) }
    }

    /// Waits for a state of the connection, as the header shows it.
    ///
    /// # Errors
    /// When it does not come in time.
    pub async fn wait_connection(&self, state: &str) -> Result<()> {
        let condition = format!("{}?.dataset.state === {}", self.part("connection"), json!(state));
        self.page.wait_until::<Value>(&format!("the connection is {state}"), &condition).await?;
        Ok(())
    }

    /// Types a message and sends it by Enter, without waiting for anything.
    ///
    /// # Errors
    /// When the field cannot be used.
    pub async fn say(&self, text: &str) -> Result<()> {
        self.press(&self.part("input")).await?;
        self.page.type_text(text).await?;
        self.page.press(&[], Key::Enter).await
    }

    /// Says something and waits until it is answered whole. Returns the messages that came with it.
    ///
    /// # Errors
    /// When the answer does not come.
    pub async fn ask(&self, text: &str) -> Result<Vec<Message>> {
        // Not counted: the oldest rows go when new ones come.
        let all = self.all("[part~=message]");
        self.page.run::<()>(&format!("const last = {all}.at(-1); if (last) last.asked = true;")).await?;
        self.say(text).await?;
        self.wait_answered(&format!("{all}.findLastIndex((m) => m.asked) + 1")).await
    }

    /// Waits until an answer stands behind the first `before` messages and the assistant rests.
    ///
    /// # Errors
    /// When it does not come in time.
    pub async fn wait_answer(&self, before: usize) -> Result<Vec<Message>> {
        self.wait_answered(&before.to_string()).await
    }

    async fn wait_answered(&self, before: &str) -> Result<Vec<Message>> {
        let messages = self.messages_expression();
        let condition = format!(
            "(() => {{ const added = {messages}.slice({before}); \
             return {}.length === 0 && added.some((m) => m.role === 'assistant' || m.role === 'error') \
             && added.every((m) => m.text !== '' && !['streaming', 'queued', 'sending'].includes(m.state)) && added; }})()",
            self.all("[part~=status]")
        );
        self.page.wait_until("an answer came", &condition).await
    }

    /// The log.
    ///
    /// # Errors
    /// When the page does not answer.
    pub async fn messages(&self) -> Result<Vec<Message>> {
        self.page.eval(&self.messages_expression()).await
    }

    fn messages_expression(&self) -> String {
        format!(
            "{}.map((m) => ({{ role: m.dataset.role, state: m.dataset.state ?? '', \
             text: (m.querySelector('.bubble, .prose') ?? m).innerText.trim() }}))",
            self.all("[part~=message]")
        )
    }

    /// The cards, from the first to the last.
    ///
    /// # Errors
    /// When the page does not answer, or a price cannot be read.
    pub async fn cards(&self) -> Result<Vec<Card>> {
        let cards = self.all("[part~=card]");
        self.page
            .run(&format!(
                "const text = (card, part) => card.querySelector(`[part~=${{part}}]`)?.innerText.trim() ?? null;
                 const price = (words) => words === null ? null : Number(words.replace(/[^0-9.]/g, ''));
                 return {cards}.map((card) => ({{
                   sku: card.dataset.sku, name: text(card, 'product-name'),
                   price: price(text(card, 'price')), old_price: price(text(card, 'old-price')),
                   quantity: text(card, 'quantity'), note: text(card, 'card-note') }}));"
            ))
            .await
    }

    /// Waits until the newest checklist or plan (`checklist`, `meal-plan`) is in this state.
    ///
    /// # Errors
    /// When it is not in time.
    pub async fn wait_tool(&self, part: &str, state: &str) -> Result<()> {
        let condition =
            format!("{}.at(-1)?.dataset.state === {}", self.all(&format!("[part~={part}]")), json!(state));
        self.page.wait_until::<Value>(&format!("the {part} is {state}"), &condition).await?;
        Ok(())
    }

    /// Goes to the end of the log, if it is not there.
    ///
    /// # Errors
    /// When the button that leads there cannot be pressed.
    pub async fn to_end(&self) -> Result<()> {
        let jump = self.part("jump");
        if self.page.eval(&format!("shown({jump})")).await? {
            self.press(&jump).await?;
            self.wait_gone(&jump).await?;
        }
        Ok(())
    }

    /// Makes every row of the log, and goes to the first; the log makes only the newest by itself.
    ///
    /// # Errors
    /// When that does not come about.
    pub async fn show_all(&self) -> Result<()> {
        self.page.run::<()>(&format!("{}.focus();", self.part("log"))).await?;
        self.page.press(&[], Key::Home).await?;
        self.wait_gone(&self.part("show-earlier")).await
    }

    /// Waits until a line of the newest checklist shows this amount.
    ///
    /// # Errors
    /// When it does not in time.
    pub async fn wait_amount(&self, id: &str, amount: &str) -> Result<()> {
        let lines = self.all(&format!("[part~=ingredient][data-id={id}] [part~=amount]"));
        let condition =
            format!("{lines}.at(-1)?.innerText.trim().replace('\\u00a0', ' ') === {}", json!(amount));
        self.page.wait_until::<Value>(&format!("{id} shows {amount}"), &condition).await?;
        Ok(())
    }

    /// The lines of the newest checklist.
    ///
    /// # Errors
    /// When there is none.
    pub async fn ingredients(&self) -> Result<Vec<Ingredient>> {
        let lists = self.all("[part~=checklist]");
        self.page
            .run(&format!(
                "const part = (line, name) => line.querySelector(`[part~=${{name}}]`);
                 return [...{lists}.at(-1).querySelectorAll('[part~=ingredient]')].map((line) => ({{
                   id: line.dataset.id, have: part(line, 'have').checked, open: !part(line, 'have').disabled,
                   amount: part(line, 'amount').innerText.trim().replace('\\u00a0', ' '),
                   result: part(line, 'result')?.innerText.trim().replace('\\u00a0', ' ') ?? null }}));"
            ))
            .await
    }

    /// Waits until every card of a product shows this quantity (words that begin with it), and nothing is pending.
    ///
    /// # Errors
    /// When they do not in time.
    pub async fn wait_quantity(&self, sku: &str, quantity: &str) -> Result<()> {
        let cards = self.all(&format!("[part~=card][data-sku={}]", json!(sku)));
        let condition = format!(
            "(() => {{ const cards = {cards}; return cards.length > 0 && cards.every((card) => \
             card.querySelector('[part~=quantity]')?.getAttribute('aria-valuenow') === {} \
             && card.querySelector('[part~=stepper]').dataset.pending !== 'true'); }})()",
            json!(quantity)
        );
        self.page.wait_until::<Value>(&format!("every card of {sku} shows {quantity}"), &condition).await?;
        Ok(())
    }

    /// Waits until every card of a product shows the Add button.
    ///
    /// # Errors
    /// When they do not in time.
    pub async fn wait_none_chosen(&self, sku: &str) -> Result<()> {
        let cards = self.all(&format!("[part~=card][data-sku={}]", json!(sku)));
        let condition = format!(
            "{cards}.length > 0 && {cards}.every((card) => card.querySelector('[part~=add]') !== null)"
        );
        self.page.wait_until::<Value>(&format!("every card of {sku} offers Add"), &condition).await?;
        Ok(())
    }
}
