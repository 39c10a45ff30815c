//! The words that the engine, its shells and hosts share: codes, kinds, modes, operators. Each is
//! listed once, here; `cargo xtask codegen` writes the TypeScript half from it.
//!
//! Inside, a word is a variant, and its place in the list is its number on the boundary to
//! JavaScript. In JSON it is its text.

use serde::{Deserialize, Serialize, Serializer};

macro_rules! words {
    (
        $(#[$doc:meta])*
        $name:ident { $($(#[$meta:meta])* $variant:ident = $word:literal,)* }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(Serialize, Deserialize)]
        pub enum $name {
            $($(#[$meta])* #[serde(rename = $word)] $variant,)*
        }

        impl $name {
            /// Every value, in the order of their numbers.
            pub const ALL: &[$name] = &[$($name::$variant,)*];

            /// The word that stands for it in JSON and in JavaScript.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }
        }

        impl From<$name> for u32 {
            /// Its place among all, which is its number on the boundary.
            fn from(word: $name) -> u32 {
                word as u32
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

/// Writes a word as its number, for answers that cross the boundary.
pub(crate) fn as_number<W: Copy + Into<u32>, S: Serializer>(
    word: &W,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_u32((*word).into())
}

/// The same of a word that may not be there.
pub(crate) fn as_optional_number<W: Copy + Into<u32>, S: Serializer>(
    word: &Option<W>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match word {
        Some(word) => as_number(word, serializer),
        None => serializer.serialize_none(),
    }
}

words! {
    /// The kind of an error, which hosts branch on.
    ///
    /// ```
    /// assert_eq!(tollgate::ErrorCode::UnknownAction.as_str(), "unknown_action");
    /// ```
    #[non_exhaustive]
    ErrorCode {
        /// The policy has no such action.
        UnknownAction = "unknown_action",
        /// The surface has no such control, or it has no options.
        UnknownControl = "unknown_control",
        /// The record's type has no such transition.
        UnknownTransition = "unknown_transition",
        /// No such permission.
        UnknownPermission = "unknown_permission",
        /// No such role.
        UnknownRole = "unknown_role",
        /// No such group.
        UnknownGroup = "unknown_group",
        /// A principal has a member that is nearly one of its own, or links of no template.
        UnknownMember = "unknown_member",
        /// An enumerated attribute has a value that the schema does not list.
        UnknownValue = "unknown_value",
        /// An attribute that the action's policies mention is absent.
        MissingAttribute = "missing_attribute",
        /// An attribute has a value of another type than the schema says.
        WrongType = "wrong_type",
        /// No record where one is needed, no or unknown `type`, or one the action does not apply
        /// to.
        WrongResource = "wrong_resource",
        /// The bundle is not what the compiler writes.
        BadBundle = "bad_bundle",
        /// The bundle's format is another than this engine reads.
        UnsupportedFormat = "unsupported_format",
        /// A bound of [`limits`](crate::limits) is passed.
        TooLarge = "too_large",
        /// A filter reads an attribute for which a map of columns has none.
        UnmappedAttribute = "unmapped_attribute",
        /// A column, a database or a library cannot say exactly what a filter says.
        Inexpressible = "inexpressible",
        /// In JavaScript: the stack or the memory came to its end. The next question is answered.
        EngineFailed = "engine_failed",
    }
}

words! {
    /// Whether something that a policy asks for is so; more of it is greater.
    ///
    /// ```
    /// assert!(tollgate::Holds::Depends > tollgate::Holds::No);
    /// ```
    Holds {
        /// It is not.
        No = "no",
        /// That depends on the record, where none is asked about.
        Depends = "depends",
        /// It is.
        Yes = "yes",
    }
}

words! {
    /// What is explained.
    TargetKind {
        /// An action.
        Action = "action",
        /// A step of a lifecycle.
        Transition = "transition",
        /// A control.
        Control = "control",
    }
}

words! {
    /// What an attribute holds.
    AttributeKind {
        /// One of a list of values.
        Enum = "enum",
        /// True or false.
        Bool = "bool",
        /// An id.
        Entity = "entity",
        /// A list of ids.
        Set = "set",
        /// A list of texts.
        Texts = "strings",
        /// A text.
        Text = "string",
        /// A whole number.
        Long = "long",
        /// A number with up to four decimal places.
        Decimal = "decimal",
        /// A moment.
        Datetime = "datetime",
        /// A span of time.
        Duration = "duration",
        /// Something of which only the presence is asked.
        Other = "other",
        /// An IP address or network.
        Ip = "ip",
    }
}

words! {
    /// How a value of an attribute is compared with another.
    Relation {
        /// It is the other.
        Equals = "equals",
        /// It is less than the other.
        Below = "below",
        /// It is the other or less.
        AtMost = "atMost",
        /// The list contains the other.
        Contains = "contains",
        /// The list and the other, a list, have something in common.
        Meets = "meets",
        /// It is in the other, a list.
        In = "in",
        /// The list has something that the other, a list, has not.
        Exceeds = "exceeds",
    }
}

words! {
    /// What a policy does.
    Effect {
        /// Allows, unless a forbid holds.
        Permit = "permit",
        /// Denies.
        Forbid = "forbid",
    }
}

words! {
    /// Why something is denied.
    Denial {
        /// Another state of this record, all else equal, would allow it for this principal.
        Blocked = "blocked",
        /// The record's state has no such transition.
        Unavailable = "unavailable",
        /// Everything else: something has to be granted, or nothing would do.
        Ungranted = "ungranted",
    }
}

words! {
    /// Whether an action is allowed over all records, some, or none.
    Scope {
        /// On every record.
        Always = "always",
        /// On no record.
        Never = "never",
        /// On some.
        Depends = "depends",
    }
}

words! {
    /// How many rows a filter lets through; numbered as the scope that it goes with.
    FilterKind {
        /// Every row.
        All = "all",
        /// No row.
        None = "none",
        /// Those that match.
        Some = "some",
    }
}

words! {
    /// A comparison. One with an absent value is false, whichever it is, but for `Absent`.
    Op {
        /// The value is this one.
        Eq = "eq",
        /// The value is another.
        Ne = "ne",
        /// The value is one of these.
        In = "in",
        /// The value is none of these.
        NotIn = "notIn",
        /// The value is less.
        Lt = "lt",
        /// The value is this or less.
        Le = "le",
        /// The value is more.
        Gt = "gt",
        /// The value is this or more.
        Ge = "ge",
        /// The text is as the pattern says, in which `*` stands for any text and `\*` for a star.
        Like = "like",
        /// The text is not as the pattern says.
        NotLike = "notLike",
        /// The list contains this id or text.
        Contains = "contains",
        /// The list does not contain it.
        Lacks = "lacks",
        /// The list contains some of these.
        ContainsAny = "containsAny",
        /// The list contains nothing but these.
        ContainedBy = "containedBy",
        /// The list contains something else than these.
        NotContainedBy = "notContainedBy",
        /// The address or network is in this network.
        InRange = "inRange",
        /// It is not.
        NotInRange = "notInRange",
        /// There is no value.
        Absent = "absent",
        /// There is a value.
        Present = "present",
    }
}

words! {
    /// What a control is on screen.
    ControlKind {
        /// A menu item.
        Menu = "menu",
        /// A button.
        Button = "button",
        /// A row of a list.
        Row = "row",
        /// An action of a row.
        RowAction = "rowAction",
        /// A slider.
        Slider = "slider",
        /// A field with a view and a change action.
        Field = "field",
        /// A form.
        Form = "form",
        /// A choice of values.
        Choice = "choice",
        /// The state of a record, with its transitions.
        Status = "status",
    }
}

words! {
    /// How a control shows.
    ControlMode {
        /// It can be used.
        Enabled = "enabled",
        /// It is seen and cannot be used.
        Disabled = "disabled",
        /// It is seen and cannot be changed.
        Readonly = "readonly",
        /// It is not seen.
        Hidden = "hidden",
    }
}

words! {
    /// What a change of an unlock is.
    ChangeKind {
        /// The principal joins a group.
        Grant = "grant",
        /// The record gets tied to the principal.
        Relate = "relate",
        /// The record takes a step of its lifecycle.
        Transition = "transition",
    }
}

words! {
    /// What a part of a message stands for.
    TokenKind {
        /// One of the phrases.
        Phrase = "phrase",
        /// The label of a group.
        Group = "group",
        /// The category of a group.
        Category = "category",
        /// What ties an attribute of the record, as the end of "You need to …".
        Tie = "tie",
        /// The label of a transition inside a sentence.
        Step = "step",
        /// The same at the start of one.
        Title = "title",
        /// The same in quotation marks.
        Quoted = "quoted",
        /// The label of a state.
        State = "state",
        /// The reason of a policy, which is the whole message where there is one.
        Reason = "reason",
        /// What is said of a flag that is a condition of the record.
        Condition = "condition",
        /// The label of an attribute of the principal.
        Fact = "fact",
        /// A value of the attribute just named.
        Value = "value",
        /// A text that the list just named has, by its place among what it is compared with.
        Item = "item",
    }
}

words! {
    /// What messages are put together from, beside labels; every language has a text for each.
    Phrase {
        /// "You need "
        Need = "need",
        /// "."
        Stop = "stop",
        /// " first."
        First = "first",
        /// ", and either "
        Either = "either",
        /// ", "
        Comma = "comma",
        /// " and "
        And = "and",
        /// " or "
        Or = "or",
        /// ", or "
        OrElse = "orElse",
        /// ", among other ways"
        Among = "among",
        /// " ("
        Open = "open",
        /// ")"
        Close = "close",
        /// "to "
        To = "to",
        /// ", then "
        Then = "then",
        /// " (as "
        As = "as",
        /// "No permission and no change of state would allow this here."
        Closed = "closed",
        /// "“"
        Quote = "quote",
        /// "” is not possible while the state is "
        NotWhile = "notWhile",
        /// "This is not possible while "
        While = "while",
        /// "This is not possible until "
        Until = "until",
        /// "Otherwise you need ", what does in place of the conditions just named.
        Otherwise = "otherwise",
        /// "This is only for ", before facts about the principal with what they would have to be.
        OnlyFor = "onlyFor",
        /// "This depends on your ", before facts about the principal that no name says.
        DependsOn = "dependsOn",
        /// " ", between two sentences, and after a label.
        Next = "next",
        /// "This is not allowed.", the whole message where nothing is explained.
        Unexplained = "unexplained",
        /// "the permission ", before the name of one that has no label.
        Permission = "permission",
        /// "the role ", likewise of a group of a type that is called so.
        Role = "role",
        /// "the group ", likewise of any other.
        Group = "group",
        /// "be in ", before an attribute without a label that is to be tied.
        BeIn = "beIn",
    }
}

words! {
    /// Where something is wrong with a question.
    Place {
        /// Nowhere in particular; of a name or a record, that it is known to nobody.
        Itself = "itself",
        /// An attribute of the record.
        Record = "record",
        /// An attribute of the context.
        Context = "context",
        /// The context itself, which is no object.
        ContextItself = "contextItself",
        /// The record's type: the action is not for it.
        Action = "action",
        /// The record's type: the transition is not for it.
        Transition = "transition",
        /// The record's type: the choice is not for it; or the control is none.
        Choice = "choice",
        /// The principal's roles.
        Roles = "roles",
        /// The principal's permissions.
        Permissions = "permissions",
        /// The principal's groups.
        Groups = "groups",
        /// The principal's id, which is the first, or an attribute of it.
        Reference = "reference",
        /// What is about to be granted.
        Grant = "grant",
    }
}

/// The lists of names that a principal has beside its attributes.
pub const PRINCIPAL_LISTS: [&str; 4] = ["roles", "permissions", "groups", "links"];

/// Whether a member's name is nearly that of a principal's list: in another case, or without its
/// `s`.
///
/// ```
/// use tollgate::vocabulary::is_mistaken_member;
///
/// assert!(is_mistaken_member("role") && is_mistaken_member("Roles"));
/// assert!(!is_mistaken_member("roles"));
/// ```
#[must_use]
pub fn is_mistaken_member(name: &str) -> bool {
    let is_alike = |list: &&str| {
        let one = list.strip_suffix('s').unwrap_or(list);
        list.eq_ignore_ascii_case(name) || one.eq_ignore_ascii_case(name)
    };
    !PRINCIPAL_LISTS.contains(&name) && PRINCIPAL_LISTS.iter().any(is_alike)
}
