//! JSON-like input to a [`Bundle`]: shapes and words here, references between tables in `verify`.

use alloc::string::String;
use alloc::vec::Vec;

use crate::bundle::{
    Action, Attribute, AttributeKind, Binding, Bundle, Clause, Control, ControlKind, ControlMode,
    Effect, GrantAdvice, Group, Help, Lifecycle, Literal, PolicyText, PrincipalAttribute,
    PrincipalType, ResourceType, Role, Rule, RuleAdvice, Transition,
};
use crate::error::{Error, ErrorCode, Result};
use crate::input::{Input, Shape};
use crate::limits;
use crate::text::{concat, decimal};

/// Reads a bundle. Nothing is looked up in it before its format is known.
pub(crate) fn bundle<I: Input>(input: I) -> Result<Bundle> {
    let root = Node { value: input, up: None };
    if !matches!(root.value.shape(), Shape::Map) {
        return Err(root.bad("a bundle is an object"));
    }
    let format = root.number("format")?;
    if format != limits::FORMAT as usize {
        let message = concat(&[
            "the bundle has format ",
            &decimal(format),
            ", this engine reads format ",
            &decimal(limits::FORMAT as usize),
        ]);
        let known = decimal(limits::FORMAT as usize);
        let error = Error::new(ErrorCode::UnsupportedFormat, message);
        return Err(error.place("format").allowing([known.as_str()]));
    }
    let principal = root.child("principal")?;
    Ok(Bundle {
        format: limits::FORMAT,
        pack: root.text("pack")?,
        fingerprint: root.text("fingerprint")?,
        groups: root.list("groups", group)?,
        principal: PrincipalType {
            name: principal.text("type")?,
            attributes: principal.list("attributes", |node| {
                Ok(PrincipalAttribute {
                    name: node.text("name")?,
                    optional: node.flag("optional", false)?,
                })
            })?,
        },
        types: root.list("types", resource_type)?,
        actions: root.list("actions", action)?,
        policies: root.list("policies", policy)?,
        roles: root.list("roles", role)?,
        controls: root.list("controls", control)?,
        grant_advice: root.list("grantAdvice", grant_advice)?,
        help: root.list("help", |node| {
            Ok(Help { question: node.text("question")?, answer: node.text("answer")? })
        })?,
    })
}

/// A place in the input, which knows the way to it.
struct Node<'a, I> {
    value: I,
    up: Option<(&'a dyn Place, Step)>,
}

#[derive(Clone, Copy)]
enum Step {
    Member(&'static str),
    Item(usize),
}

trait Place {
    fn path(&self) -> String;
}

impl<I> Place for Node<'_, I> {
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

impl<I: Input> Node<'_, I> {
    fn bad(&self, what: &str) -> Error {
        let path = self.path();
        let at = if path.is_empty() { "bundle" } else { &path };
        Error::new(ErrorCode::BadBundle, concat(&["bad bundle at `", at, "`: ", what])).place(at)
    }

    fn at<'b>(&'b self, value: I, step: Step) -> Node<'b, I> {
        Node { value, up: Some((self, step)) }
    }

    fn optional(&self, name: &'static str) -> Option<Node<'_, I>> {
        let value = self.value.get(name).filter(|value| !value.is_null())?;
        Some(self.at(value, Step::Member(name)))
    }

    fn child(&self, name: &'static str) -> Result<Node<'_, I>> {
        self.optional(name).ok_or_else(|| self.bad(&concat(&["`", name, "` is missing"])))
    }

    fn as_text(&self) -> Result<String> {
        match self.value.shape() {
            Shape::Text(text) => Ok(text),
            _ => Err(self.bad("expected a string")),
        }
    }

    fn as_number(&self) -> Result<usize> {
        match self.value.shape() {
            Shape::Number(number)
                if number >= 0.0 && number <= f64::from(u32::MAX) && number % 1.0 == 0.0 =>
            {
                Ok(number as usize)
            }
            _ => Err(self.bad("expected a whole number")),
        }
    }

    fn as_list<T>(&self, read: impl Fn(&Node<'_, I>) -> Result<T>) -> Result<Vec<T>> {
        let mut out = Vec::new();
        self.each(&mut |node| {
            out.push(read(node)?);
            Ok(())
        })?;
        Ok(out)
    }

    /// Not generic over what is read, so that it stands in the module once.
    fn each(&self, read: &mut dyn FnMut(&Node<'_, I>) -> Result<()>) -> Result<()> {
        let Shape::List(items) = self.value.shape() else {
            return Err(self.bad("expected an array"));
        };
        for (index, item) in items.into_iter().enumerate() {
            read(&self.at(item, Step::Item(index)))?;
        }
        Ok(())
    }

    fn text(&self, name: &'static str) -> Result<String> {
        self.child(name)?.as_text()
    }

    fn label(&self, name: &'static str) -> Result<Option<String>> {
        self.optional(name).map(|node| node.as_text()).transpose()
    }

    fn number(&self, name: &'static str) -> Result<usize> {
        self.child(name)?.as_number()
    }

    fn index(&self, name: &'static str) -> Result<Option<usize>> {
        self.optional(name).map(|node| node.as_number()).transpose()
    }

    fn flag(&self, name: &'static str, default: bool) -> Result<bool> {
        let Some(node) = self.optional(name) else { return Ok(default) };
        match node.value.shape() {
            Shape::Flag(flag) => Ok(flag),
            _ => Err(node.bad("expected true or false")),
        }
    }

    fn list<T>(
        &self,
        name: &'static str,
        read: impl Fn(&Node<'_, I>) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.optional(name).map_or_else(|| Ok(Vec::new()), |node| node.as_list(read))
    }

    fn word<T>(&self, name: &'static str, from_word: fn(&str) -> Option<T>) -> Result<T> {
        let node = self.child(name)?;
        from_word(&node.as_text()?).ok_or_else(|| node.bad("unknown word"))
    }
}

fn indices<I: Input>(node: &Node<'_, I>, name: &'static str) -> Result<Vec<usize>> {
    node.list(name, |node| node.as_number())
}

fn group<I: Input>(node: &Node<'_, I>) -> Result<Group> {
    Ok(Group {
        name: node.text("name")?,
        label: node.label("label")?,
        category: node.label("category")?,
        offered: node.flag("offered", true)?,
    })
}

fn resource_type<I: Input>(node: &Node<'_, I>) -> Result<ResourceType> {
    Ok(ResourceType {
        name: node.text("name")?,
        attributes: node.list("attributes", attribute)?,
        lifecycle: node.optional("lifecycle").map(|node| lifecycle(&node)).transpose()?,
    })
}

fn attribute<I: Input>(node: &Node<'_, I>) -> Result<Attribute> {
    Ok(Attribute {
        name: node.text("name")?,
        kind: node.word("kind", AttributeKind::from_word)?,
        values: node.list("values", |node| node.as_text())?,
        optional: node.flag("optional", false)?,
        ties: indices(node, "ties")?,
        label: node.label("label")?,
        offered: node.flag("offered", true)?,
    })
}

fn lifecycle<I: Input>(node: &Node<'_, I>) -> Result<Lifecycle> {
    Ok(Lifecycle {
        attribute: node.number("attribute")?,
        initial: node.number("initial")?,
        view: node.index("view")?,
        states: node.list("states", |node| match node.value.shape() {
            Shape::Null => Ok(None),
            _ => node.as_text().map(Some),
        })?,
        transitions: node.list("transitions", |node| {
            Ok(Transition {
                name: node.text("name")?,
                label: node.label("label")?,
                from: indices(node, "from")?,
                to: node.number("to")?,
                guard: node.number("guard")?,
            })
        })?,
    })
}

fn action<I: Input>(node: &Node<'_, I>) -> Result<Action> {
    Ok(Action {
        name: node.text("name")?,
        label: node.label("label")?,
        context: node.list("context", attribute)?,
        on: node.list("on", rule)?,
    })
}

fn rule<I: Input>(node: &Node<'_, I>) -> Result<Rule> {
    Ok(Rule {
        resource: node.number("type")?,
        mentions: indices(node, "mentions")?,
        permits: node.list("permits", clause)?,
        forbids: node.list("forbids", clause)?,
        advice: node.list("advice", |node| {
            Ok(RuleAdvice {
                id: node.text("id")?,
                text: node.text("text")?,
                when: node.list("when", literal)?,
            })
        })?,
    })
}

fn clause<I: Input>(node: &Node<'_, I>) -> Result<Clause> {
    Ok(Clause { policy: node.number("policy")?, all: node.list("all", literal)? })
}

fn literal<I: Input>(node: &Node<'_, I>) -> Result<Literal> {
    let Shape::List(items) = node.value.shape() else {
        return Err(node.bad("expected an array"));
    };
    let nodes: Vec<_> = items
        .into_iter()
        .enumerate()
        .map(|(index, item)| node.at(item, Step::Item(index)))
        .collect();
    let (word, one, two) = match nodes.as_slice() {
        [word, one] => (word.as_text()?, one.as_number()?, None),
        [word, one, two] => (word.as_text()?, one.as_number()?, Some(two)),
        _ => return Err(node.bad("a literal has two or three members")),
    };
    let literal = match (word.as_str(), two) {
        ("in", None) => Literal::In(one),
        ("out", None) => Literal::Out(one),
        ("has", None) => Literal::Has(one),
        ("lacks", None) => Literal::Lacks(one),
        ("is", Some(values)) => Literal::Is(one, values.as_list(|node| node.as_number())?),
        ("tied", Some(tie)) => Literal::Tied(one, tie.as_number()?),
        ("untied", Some(tie)) => Literal::Untied(one, tie.as_number()?),
        ("contextIs", Some(values)) => {
            Literal::ContextIs(one, values.as_list(|node| node.as_number())?)
        }
        ("contextTied", Some(tie)) => Literal::ContextTied(one, tie.as_number()?),
        ("contextUntied", Some(tie)) => Literal::ContextUntied(one, tie.as_number()?),
        _ => return Err(node.bad("unknown literal")),
    };
    Ok(literal)
}

fn policy<I: Input>(node: &Node<'_, I>) -> Result<PolicyText> {
    Ok(PolicyText {
        id: node.text("id")?,
        effect: node.word("effect", Effect::from_word)?,
        reason: node.label("reason")?,
    })
}

fn role<I: Input>(node: &Node<'_, I>) -> Result<Role> {
    Ok(Role {
        name: node.text("name")?,
        label: node.label("label")?,
        groups: indices(node, "groups")?,
    })
}

fn control<I: Input>(node: &Node<'_, I>) -> Result<Control> {
    Ok(Control {
        id: node.text("id")?,
        kind: node.word("kind", ControlKind::from_word)?,
        label: node.label("label")?,
        resource: node.number("type")?,
        ungranted: node.word("ungranted", ControlMode::from_word)?,
        blocked: node.word("blocked", ControlMode::from_word)?,
        page: node.flag("page", false)?,
        binding: binding(node)?,
    })
}

fn binding<I: Input>(node: &Node<'_, I>) -> Result<Binding> {
    if let Some(transition) = node.label("transition")? {
        return Ok(Binding::Transition { transition });
    }
    if let Some(view) = node.index("view")? {
        return Ok(Binding::Field { view, change: node.number("change")? });
    }
    let action = node.number("action")?;
    if let Some(chooses) = node.index("chooses")? {
        return Ok(Binding::Chooses { action, chooses });
    }
    Ok(match node.index("choosesContext")? {
        Some(chooses_context) => Binding::ChoosesContext { action, chooses_context },
        None => Binding::Action { action },
    })
}

fn grant_advice<I: Input>(node: &Node<'_, I>) -> Result<GrantAdvice> {
    Ok(GrantAdvice {
        id: node.text("id")?,
        text: node.text("text")?,
        permission: node.index("permission")?,
        role: node.index("role")?,
        unless_roles: indices(node, "unlessRoles")?,
    })
}
