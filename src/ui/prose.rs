//! The assistant's words as nodes: made from the core's blocks, never from HTML.
//!
//! A block that is settled is never touched again. The open block at the end is patched: what is new
//! in it is appended to its last text node, so a streamed word costs one small change of one node,
//! however long the answer is.

use web_sys::{Document, Element, Node, Text};

use wasm_bindgen::JsCast;

use crate::core::markdown::{Block, Document as Prose, ListItem, Span};

/// The nodes of one answer.
pub(super) struct ProseNodes {
    page: Document,
    root: Element,
    blocks: Vec<Element>,
    /// The last block as it was drawn, to find what is new in it.
    tail: Option<Block>,
    settled: usize,
}

impl ProseNodes {
    /// Draws into `root`.
    pub(super) fn new(page: Document, root: Element) -> Self {
        Self { page, root, blocks: Vec::new(), tail: None, settled: 0 }
    }

    /// Brings the nodes up to date with `prose`.
    pub(super) fn update(&mut self, prose: &Prose) {
        let blocks = prose.blocks();
        // What was settled at the last update was drawn in its final form then.
        let first = self.settled.min(self.blocks.len());
        for (index, block) in blocks.iter().enumerate().skip(first) {
            let last_drawn = self.blocks.len().checked_sub(1) == Some(index);
            let old = if last_drawn { self.tail.as_ref() } else { None };
            if old == Some(block) {
                continue;
            }
            let patched = match (old, self.blocks.get(index)) {
                (Some(old), Some(node)) => self.patch(node, old, block),
                _ => false,
            };
            if !patched {
                self.replace(index, block);
            }
            if index.checked_add(1) == Some(self.blocks.len()) {
                self.tail = Some(block.clone());
            }
        }
        while self.blocks.len() > blocks.len() {
            if let Some(node) = self.blocks.pop() {
                node.remove();
            }
            self.tail = blocks.last().cloned();
        }
        self.settled = prose.settled().min(self.blocks.len());
    }

    fn replace(&mut self, index: usize, block: &Block) {
        let Some(node) = self.draw(block) else { return };
        match self.blocks.get_mut(index) {
            Some(old) => {
                let _ = old.replace_with_with_node_1(&node);
                *old = node;
            }
            None => {
                let _ = self.root.append_child(&node);
                self.blocks.push(node);
            }
        }
    }

    /// Changes `node` from `old` to `new` in place. `false` when it has to be drawn anew.
    fn patch(&self, node: &Element, old: &Block, new: &Block) -> bool {
        match (old, new) {
            (Block::Paragraph(old), Block::Paragraph(new)) => self.patch_spans(node, old, new),
            (Block::Heading { level: was, spans: old }, Block::Heading { level, spans: new })
                if was == level =>
            {
                self.patch_spans(node, old, new)
            }
            (Block::Code { text: old, .. }, Block::Code { text: new, .. }) => {
                innermost_text(node).is_some_and(|text| append(&text, old, new))
            }
            (Block::List { ordered: was, items: old }, Block::List { ordered, items: new })
                if was == ordered =>
            {
                self.patch_list(node, old, new)
            }
            _ => false,
        }
    }

    fn patch_spans(&self, node: &Element, old: &[Span], new: &[Span]) -> bool {
        let same = old.iter().zip(new).take_while(|(old, new)| old == new).count();
        let mut next = same;
        if let (Some(before), Some(after)) = (old.get(same), new.get(same)) {
            // The first span that differs is usually the last one, grown.
            let grown = before.style == after.style
                && before.link == after.link
                && child(node, same)
                    .and_then(|child| innermost_text(&child))
                    .is_some_and(|text| append(&text, &before.text, &after.text));
            if grown {
                next = next.saturating_add(1);
            }
        }
        while let Some(extra) = child(node, next) {
            if node.remove_child(&extra).is_err() {
                return false;
            }
        }
        self.append_spans(node, new.get(next..).unwrap_or_default());
        true
    }

    fn patch_list(&self, node: &Element, old: &[ListItem], new: &[ListItem]) -> bool {
        let Some((last, kept)) = old.split_last() else { return false };
        let Some(now) = new.get(kept.len()) else { return false };
        if new.get(..kept.len()) != Some(kept) || now.depth != last.depth {
            return false;
        }
        let items = node.query_selector_all("li").ok();
        let index = u32::try_from(kept.len()).unwrap_or(u32::MAX);
        let Some(item) = items.and_then(|items| items.item(index)) else { return false };
        let Ok(item) = item.dyn_into::<Element>() else { return false };
        if !self.patch_spans(&item, &last.spans, &now.spans) {
            return false;
        }
        let mut place = ListPlace { list: node.clone(), item: Some(item) };
        if now.depth > 0 {
            place.list = place.item.as_ref().and_then(|item| item.parent_element()).unwrap_or(place.list);
        }
        let rest = new.get(kept.len().saturating_add(1)..).unwrap_or_default();
        self.append_items(node, &mut place, now.depth > 0, rest);
        true
    }

    fn draw(&self, block: &Block) -> Option<Element> {
        match block {
            Block::Paragraph(spans) => self.with_spans("p", spans),
            // The panel's title is the second level; an answer's headings stand below it.
            Block::Heading { level, spans } => self.with_spans(if *level <= 2 { "h3" } else { "h4" }, spans),
            Block::Code { text, .. } => {
                let pre = self.element("pre")?;
                let code = self.element("code")?;
                code.append_child(&self.page.create_text_node(text)).ok()?;
                pre.append_child(&code).ok()?;
                Some(pre)
            }
            Block::List { ordered, items } => {
                let list = self.element(if ordered.is_some() { "ol" } else { "ul" })?;
                if let Some(start) = ordered.filter(|start| *start != 1) {
                    list.set_attribute("start", &start.to_string()).ok()?;
                }
                let mut place = ListPlace { list: list.clone(), item: None };
                self.append_items(&list, &mut place, false, items);
                Some(list)
            }
            Block::Table { header, rows } => self.table(header, rows),
            Block::Rule => self.element("hr"),
        }
    }

    /// Appends items to a list: those of depth 1 into a list within the item before them.
    fn append_items(&self, list: &Element, place: &mut ListPlace, nested: bool, items: &[ListItem]) {
        let mut nested = nested;
        for item in items {
            let Some(node) = self.with_spans("li", &item.spans) else { continue };
            match (item.depth > 0, nested) {
                (true, false) => {
                    let parent = place.item.clone();
                    if let (Some(parent), Some(inner)) = (parent, self.element(list_name(item))) {
                        let _ = parent.append_child(&inner);
                        place.list = inner;
                    }
                }
                (false, true) => place.list = list.clone(),
                _ => {}
            }
            nested = item.depth > 0;
            let _ = place.list.append_child(&node);
            place.item = Some(node);
        }
    }

    fn table(&self, header: &[Vec<Span>], rows: &[Vec<Vec<Span>>]) -> Option<Element> {
        let scroll = self.element("div")?;
        scroll.set_class_name("scroll");
        // Whoever has no pointer scrolls with arrow keys.
        let _ = scroll.set_attribute("tabindex", "0");
        let table = self.element("table")?;
        let head = self.element("thead")?;
        head.append_child(self.table_row("th", header)?.as_ref()).ok()?;
        table.append_child(&head).ok()?;
        let body = self.element("tbody")?;
        for row in rows {
            body.append_child(self.table_row("td", row)?.as_ref()).ok()?;
        }
        table.append_child(&body).ok()?;
        scroll.append_child(&table).ok()?;
        Some(scroll)
    }

    fn table_row(&self, name: &str, cells: &[Vec<Span>]) -> Option<Element> {
        let row = self.element("tr")?;
        for cell in cells {
            // A head that says nothing is none: the corner of a comparison.
            let name = if cell.is_empty() { "td" } else { name };
            row.append_child(self.with_spans(name, cell)?.as_ref()).ok()?;
        }
        Some(row)
    }

    fn with_spans(&self, name: &str, spans: &[Span]) -> Option<Element> {
        let node = self.element(name)?;
        self.append_spans(&node, spans);
        Some(node)
    }

    fn append_spans(&self, node: &Element, spans: &[Span]) {
        for span in spans {
            if let Some(drawn) = self.span(span) {
                let _ = node.append_child(&drawn);
            }
        }
    }

    /// One node per span, so that a span's index is its node's index.
    fn span(&self, span: &Span) -> Option<Node> {
        let mut node: Node = self.page.create_text_node(&span.text).into();
        let wrappers = [
            (span.style.code, "code"),
            (span.style.emphasis, "em"),
            (span.style.strong, "strong"),
            (span.style.strike, "s"),
        ];
        for (wanted, name) in wrappers {
            if wanted {
                node = self.wrap(name, &node)?.into();
            }
        }
        if let Some(address) = &span.link {
            let link = self.wrap("a", &node)?;
            link.set_attribute("href", address).ok()?;
            link.set_attribute("target", "_blank").ok()?;
            link.set_attribute("rel", "noopener noreferrer nofollow").ok()?;
            node = link.into();
        }
        Some(node)
    }

    fn wrap(&self, name: &str, node: &Node) -> Option<Element> {
        let wrapper = self.element(name)?;
        wrapper.append_child(node).ok()?;
        Some(wrapper)
    }

    fn element(&self, name: &str) -> Option<Element> {
        self.page.create_element(name).ok()
    }
}

/// Where the next list item goes.
struct ListPlace {
    list: Element,
    item: Option<Element>,
}

fn list_name(item: &ListItem) -> &'static str {
    if item.number.is_some() { "ol" } else { "ul" }
}

fn child(node: &Element, index: usize) -> Option<Node> {
    node.child_nodes().item(u32::try_from(index).ok()?)
}

fn innermost_text(node: &Node) -> Option<Text> {
    let mut node = node.clone();
    while let Some(first) = node.first_child() {
        node = first;
    }
    node.dyn_into().ok()
}

/// Appends to `node`, which holds `old`, what `new` has more. `false` when `new` does not begin with `old`.
fn append(node: &Text, old: &str, new: &str) -> bool {
    match new.strip_prefix(old) {
        Some(more) => {
            if !more.is_empty() {
                let _ = node.append_data(more);
            }
            true
        }
        None => false,
    }
}
