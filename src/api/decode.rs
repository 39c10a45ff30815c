//! JSON-like input to a [`Bundle`]: shapes and words here, references between tables in `verify`.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use core::cell::RefCell;

use serde_json::Value;

use crate::api::bundle::own::{Guard, MEMBER, Own};
use crate::api::bundle::{
    Action, Attribute, AttributeKind, Binding, Bundle, Clause, Control, ControlKind, ControlMode,
    Effect, GrantAdvice, Group, Help, Lifecycle, Literal, PolicyText, PrincipalAttribute,
    PrincipalType, ResourceType, Role, Rule, RuleAdvice, Transition,
};
use crate::api::error::{Error, Result};
use crate::api::text::{concat, decimal};
use crate::code::ErrorCode;
use crate::limits;

/// Reads a bundle. Nothing is looked up in it before its format is known.
pub(crate) fn bundle(input: &Value) -> Result<Bundle> {
    let wrong = RefCell::new(None);
    let root = Node { value: Some(input), up: None, wrong: &wrong };
    if !input.is_object() {
        root.refuse("a bundle is an object");
    }
    let format = root.number("format");
    if wrong.borrow().is_none() && format != limits::FORMAT as usize {
        return Err(unsupported(format));
    }
    let bundle = read(&root);
    match wrong.into_inner() {
        Some(error) => Err(error),
        None => Ok(bundle),
    }
}

/// Reads what a snapshot has beside the members of a bundle.
pub(crate) fn own(input: &Value) -> Result<Own> {
    let wrong = RefCell::new(None);
    let root = Node { value: Some(input), up: None, wrong: &wrong };
    let node = root.child(MEMBER);
    let own = Own {
        explain: node.flag("explain", false),
        ids: node.list("ids", text_or_null),
        guards: node.list("guards", |node| Guard {
            action: node.number("action"),
            resource: node.number("type"),
            permits: node.list("permits", |node| node.as_list(literal)),
            forbids: node.list("forbids", |node| node.as_list(literal)),
        }),
    };
    match wrong.into_inner() {
        Some(error) => Err(error),
        None => Ok(own),
    }
}

fn unsupported(format: usize) -> Error {
    let known = decimal(limits::FORMAT as usize);
    let message = concat(&[
        "the bundle has format ",
        &decimal(format),
        ", this engine reads format ",
        known.as_str(),
    ]);
    Error::new(ErrorCode::UnsupportedFormat, message).place("format").allowing(vec![known])
}

fn read(root: &Node<'_>) -> Bundle {
    let principal = root.child("principal");
    Bundle {
        format: limits::FORMAT,
        pack: root.text("pack"),
        fingerprint: root.text("fingerprint"),
        groups: root.list("groups", group),
        principal: PrincipalType {
            name: principal.text("type"),
            attributes: principal.list("attributes", |node| PrincipalAttribute {
                name: node.text("name"),
                optional: node.flag("optional", false),
            }),
        },
        types: root.list("types", resource_type),
        actions: root.list("actions", action),
        policies: root.list("policies", policy),
        roles: root.list("roles", role),
        controls: root.list("controls", control),
        grant_advice: root.list("grantAdvice", grant_advice),
        help: root.list("help", |node| Help {
            question: node.text("question"),
            answer: node.text("answer"),
        }),
    }
}

/// A place in the input, which knows the way to it.
///
/// Reading never stops: what is not as it should be reads as nothing, and the first such place is
/// remembered. Were every member a way out, the ways out would be most of the code.
struct Node<'a> {
    value: Option<&'a Value>,
    up: Option<(&'a dyn Place, Step)>,
    wrong: &'a RefCell<Option<Error>>,
}

#[derive(Clone, Copy)]
enum Step {
    Member(&'static str),
    Item(usize),
}

trait Place {
    fn path(&self) -> String;
}

impl Place for Node<'_> {
    fn path(&self) -> String {
        match &self.up {
            None => String::new(),
            Some((up, Step::Item(index))) => concat(&[&up.path(), "[", &decimal(*index), "]"]),
            Some((up, Step::Member(name))) => {
                let path = up.path();
                concat(&[&path, if path.is_empty() { "" } else { "." }, name])
            }
        }
    }
}

impl Node<'_> {
    fn refuse(&self, what: &str) {
        let mut wrong = self.wrong.borrow_mut();
        if wrong.is_none() {
            let path = self.path();
            let at = if path.is_empty() { "bundle" } else { &path };
            let message = concat(&["bad bundle at `", at, "`: ", what]);
            *wrong = Some(Error::new(ErrorCode::BadBundle, message).place(at));
        }
    }

    fn value(&self) -> &Value {
        self.value.unwrap_or(&Value::Null)
    }

    fn at<'b>(&'b self, value: Option<&'b Value>, step: Step) -> Node<'b> {
        Node { value, up: Some((self, step)), wrong: self.wrong }
    }

    fn child(&self, name: &'static str) -> Node<'_> {
        self.at(self.value().get(name), Step::Member(name))
    }

    fn is_absent(&self) -> bool {
        self.value().is_null()
    }

    fn as_text(&self) -> String {
        match self.value() {
            Value::String(text) => return text.clone(),
            Value::Null => self.refuse("it is missing"),
            _ => self.refuse("expected a string"),
        }
        String::new()
    }

    fn as_number(&self) -> usize {
        if self.is_absent() {
            self.refuse("it is missing");
            return 0;
        }
        let number = self.value().as_f64().unwrap_or(-1.0);
        if (0.0..=f64::from(u32::MAX)).contains(&number) && number % 1.0 == 0.0 {
            return number as usize;
        }
        self.refuse("expected a whole number");
        0
    }

    fn as_list<T>(&self, read: fn(&Node<'_>) -> T) -> Vec<T> {
        let mut out = Vec::new();
        self.each(&mut |node| out.push(read(node)));
        out
    }

    fn each(&self, read: &mut dyn FnMut(&Node<'_>)) {
        for (index, item) in self.items().iter().enumerate() {
            read(&self.at(Some(item), Step::Item(index)));
        }
    }

    fn items(&self) -> &[Value] {
        match self.value() {
            Value::Array(items) => return items,
            Value::Null => {}
            _ => self.refuse("expected an array"),
        }
        &[]
    }

    fn text(&self, name: &'static str) -> String {
        self.child(name).as_text()
    }

    fn label(&self, name: &'static str) -> Option<String> {
        let node = self.child(name);
        if node.is_absent() { None } else { Some(node.as_text()) }
    }

    fn number(&self, name: &'static str) -> usize {
        self.child(name).as_number()
    }

    fn index(&self, name: &'static str) -> Option<usize> {
        let node = self.child(name);
        if node.is_absent() { None } else { Some(node.as_number()) }
    }

    fn flag(&self, name: &'static str, default: bool) -> bool {
        let node = self.child(name);
        match node.value() {
            Value::Bool(flag) => return *flag,
            Value::Null => {}
            _ => node.refuse("expected true or false"),
        }
        default
    }

    fn list<T>(&self, name: &'static str, read: fn(&Node<'_>) -> T) -> Vec<T> {
        self.child(name).as_list(read)
    }

    /// One of a few words; the first of them where it is none.
    fn word<T: Copy>(&self, name: &'static str, all: &[T], word: fn(T) -> &'static str) -> T {
        let node = self.child(name);
        let text = node.as_text();
        all.iter().copied().find(|each| word(*each) == text).unwrap_or_else(|| {
            node.refuse("unknown word");
            all[0]
        })
    }
}

fn text_or_null(node: &Node<'_>) -> Option<String> {
    if node.is_absent() { None } else { Some(node.as_text()) }
}

fn indices(node: &Node<'_>, name: &'static str) -> Vec<usize> {
    node.list(name, |node| node.as_number())
}

fn group(node: &Node<'_>) -> Group {
    Group {
        name: node.text("name"),
        label: node.label("label"),
        category: node.label("category"),
        offered: node.flag("offered", true),
    }
}

fn resource_type(node: &Node<'_>) -> ResourceType {
    ResourceType {
        name: node.text("name"),
        attributes: node.list("attributes", attribute),
        lifecycle: {
            let node = node.child("lifecycle");
            if node.is_absent() { None } else { Some(lifecycle(&node)) }
        },
    }
}

fn attribute(node: &Node<'_>) -> Attribute {
    Attribute {
        name: node.text("name"),
        kind: node.word("kind", AttributeKind::ALL, AttributeKind::as_str),
        values: node.list("values", |node| node.as_text()),
        optional: node.flag("optional", false),
        ties: indices(node, "ties"),
        label: node.label("label"),
        offered: node.flag("offered", true),
    }
}

fn lifecycle(node: &Node<'_>) -> Lifecycle {
    Lifecycle {
        attribute: node.number("attribute"),
        initial: node.number("initial"),
        view: node.index("view"),
        states: node.list("states", text_or_null),
        transitions: node.list("transitions", |node| Transition {
            name: node.text("name"),
            label: node.label("label"),
            from: indices(node, "from"),
            to: node.number("to"),
            guard: node.number("guard"),
        }),
    }
}

fn action(node: &Node<'_>) -> Action {
    Action {
        name: node.text("name"),
        label: node.label("label"),
        context: node.list("context", attribute),
        on: node.list("on", rule),
    }
}

fn rule(node: &Node<'_>) -> Rule {
    Rule {
        resource: node.number("type"),
        mentions: indices(node, "mentions"),
        permits: node.list("permits", clause),
        forbids: node.list("forbids", clause),
        advice: node.list("advice", |node| RuleAdvice {
            id: node.text("id"),
            text: node.text("text"),
            when: node.list("when", literal),
        }),
    }
}

fn clause(node: &Node<'_>) -> Clause {
    Clause { policy: node.number("policy"), all: node.list("all", literal) }
}

fn literal(node: &Node<'_>) -> Literal {
    let mut parts = node.items().iter().enumerate();
    let mut part = || {
        let (index, item) = parts.next().map_or((0, None), |(index, item)| (index, Some(item)));
        node.at(item, Step::Item(index))
    };
    let (word, one, two) = (part().as_text(), part().as_number(), part());
    let numbers = |node: &Node<'_>| node.as_list(|node| node.as_number());
    let literal = match word.as_str() {
        "is" => Literal::Is(one, numbers(&two)),
        "tied" => Literal::Tied(one, two.as_number()),
        "untied" => Literal::Untied(one, two.as_number()),
        "contextIs" => Literal::ContextIs(one, numbers(&two)),
        "contextTied" => Literal::ContextTied(one, two.as_number()),
        "contextUntied" => Literal::ContextUntied(one, two.as_number()),
        _ if !two.is_absent() => {
            node.refuse("unknown literal");
            Literal::In(one)
        }
        "out" => Literal::Out(one),
        "has" => Literal::Has(one),
        "lacks" => Literal::Lacks(one),
        "in" => Literal::In(one),
        _ => {
            node.refuse("unknown literal");
            Literal::In(one)
        }
    };
    if part().value.is_some() {
        node.refuse("a literal has two or three members");
    }
    literal
}

fn policy(node: &Node<'_>) -> PolicyText {
    PolicyText {
        id: node.text("id"),
        effect: node.word("effect", Effect::ALL, Effect::as_str),
        reason: node.label("reason"),
    }
}

fn role(node: &Node<'_>) -> Role {
    Role { name: node.text("name"), label: node.label("label"), groups: indices(node, "groups") }
}

fn control(node: &Node<'_>) -> Control {
    Control {
        id: node.text("id"),
        kind: node.word("kind", ControlKind::ALL, ControlKind::as_str),
        label: node.label("label"),
        resource: node.number("type"),
        ungranted: node.word("ungranted", ControlMode::ALL, ControlMode::as_str),
        blocked: node.word("blocked", ControlMode::ALL, ControlMode::as_str),
        page: node.flag("page", false),
        binding: binding(node),
    }
}

fn binding(node: &Node<'_>) -> Binding {
    if let Some(transition) = node.label("transition") {
        return Binding::Transition { transition };
    }
    if let Some(view) = node.index("view") {
        return Binding::Field { view, change: node.number("change") };
    }
    let action = node.number("action");
    if let Some(chooses) = node.index("chooses") {
        return Binding::Chooses { action, chooses };
    }
    match node.index("choosesContext") {
        Some(chooses_context) => Binding::ChoosesContext { action, chooses_context },
        None => Binding::Action { action },
    }
}

fn grant_advice(node: &Node<'_>) -> GrantAdvice {
    GrantAdvice {
        id: node.text("id"),
        text: node.text("text"),
        permission: node.index("permission"),
        role: node.index("role"),
        unless_roles: indices(node, "unlessRoles"),
    }
}
