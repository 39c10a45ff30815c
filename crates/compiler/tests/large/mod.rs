//! Packs of any size, in whichever direction one grows.

use std::fmt::Write;

use tollgate_compiler::Sources;

/// How many of each thing a pack has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    pub(crate) policies: usize,
    pub(crate) actions: usize,
    pub(crate) types: usize,
    /// Permissions.
    pub(crate) groups: usize,
    /// Values of the enumeration that every record has.
    pub(crate) values: usize,
    /// Flags of the first type.
    pub(crate) flags: usize,
    pub(crate) controls: usize,
    /// Steps of the first type's lifecycle, from each state to the next: as many as values, or
    /// none.
    pub(crate) steps: usize,
    pub(crate) roles: usize,
    /// Advices on actions.
    pub(crate) advices: usize,
    /// Files that the policies are spread over.
    pub(crate) files: usize,
    /// Whether labels and reasons are translated.
    pub(crate) language: bool,
}

impl Size {
    /// One of each thing.
    pub(crate) const SMALL: Size = Size {
        policies: 1,
        actions: 1,
        types: 1,
        groups: 1,
        values: 2,
        flags: 1,
        controls: 1,
        steps: 0,
        roles: 1,
        advices: 1,
        files: 1,
        language: false,
    };

    /// So many policies, for a tenth as many actions and permissions on a hundredth as many types.
    pub(crate) fn of_policies(policies: usize) -> Self {
        let tenth = (policies / 10).max(1);
        let types = (policies / 100).max(1);
        Size { policies, actions: tenth, groups: tenth, types, controls: tenth, ..Size::SMALL }
    }

    /// The pack. Each action has a policy, so that somebody can do it.
    pub(crate) fn pack(self) -> Sources {
        let mut files = vec![
            ("schema.cedarschema".to_owned(), self.schema()),
            ("surface.toml".to_owned(), self.surface()),
            ("roles.toml".to_owned(), self.role_file()),
            ("advice.toml".to_owned(), self.advice_file()),
        ];
        files.extend((0..self.files).map(|file| (format!("p{file}.cedar"), self.policies(file))));
        if self.steps > 0 {
            files.push(("lifecycle.toml".to_owned(), self.lifecycle()));
        }
        if self.language {
            files.push(("languages/es.toml".to_owned(), self.language_file()));
        }
        Sources { name: "large".to_owned(), files }
    }

    fn schema(self) -> String {
        let mut text = format!(
            "entity Permission enum [{}];\nentity User in [Permission];\n\
             entity Status enum [{}];\n",
            names("\"p", self.groups, "\""),
            names("\"s", self.values, "\""),
        );
        for number in 0..self.types {
            let flags = if number == 0 { self.flags } else { 1 };
            let flags = names("f", flags, ": Bool");
            _ = writeln!(text, "entity T{number} {{ status: Status, owner: User, {flags} }};");
        }
        for action in 0..self.actions {
            let on = action % self.types;
            _ = writeln!(
                text,
                "action a{action} appliesTo {{ principal: User, resource: T{on} }};"
            );
        }
        text
    }

    /// The policies of one file.
    fn policies(self, file: usize) -> String {
        let mut text = String::new();
        for policy in (file..self.policies.max(self.actions)).step_by(self.files) {
            let action = policy % self.actions;
            let (group, on) = (policy % self.groups, action % self.types);
            let flag = if on == 0 { policy % self.flags } else { 0 };
            let condition = match policy % 3 {
                0 => "resource.status != Status::\"s0\"".to_owned(),
                1 => "resource.owner == principal".to_owned(),
                _ => format!("resource.f{flag}"),
            };
            // Formatted as Cedar does.
            let separator = if text.is_empty() { "" } else { "\n" };
            _ = writeln!(
                text,
                "{separator}@id(\"policy-{policy}\")\n@reason(\"Reason {policy}.\")\npermit (\n  \
                 principal in Permission::\"p{group}\",\n  action == Action::\"a{action}\",\n  \
                 resource is T{on}\n)\nwhen {{ {condition} }};"
            );
        }
        text
    }

    fn surface(self) -> String {
        let mut text = String::new();
        for control in 0..self.controls {
            let action = control % self.actions;
            _ = writeln!(
                text,
                "[controls.c{control}]\nkind = \"button\"\nlabel = \"Control\"\n\
                 action = \"a{action}\"\nungranted = \"hidden\"\n"
            );
        }
        text.push_str("[used_elsewhere]\n");
        for action in self.controls.min(self.actions)..self.actions {
            if action > 0 || self.steps == 0 {
                _ = writeln!(text, "a{action} = \"by nothing else\"");
            }
        }
        text
    }

    fn role_file(self) -> String {
        (0..self.roles).fold(String::new(), |mut text, role| {
            let group = role % self.groups;
            _ = writeln!(text, "[roles.R{role}]\nlabel = \"R\"\npermissions = [\"p{group}\"]\n");
            text
        })
    }

    fn advice_file(self) -> String {
        (0..self.advices).fold(String::new(), |mut text, advice| {
            let action = advice % self.actions;
            _ = writeln!(
                text,
                "[[advice]]\nid = \"advice-{advice}\"\naction = \"a{action}\"\ntext = \"Mind.\"\n\
                 when = {{ status = \"s1\" }}\n"
            );
            text
        })
    }

    /// Steps in a ring, so that each state is reached.
    fn lifecycle(self) -> String {
        let mut text = "[T0]\nattribute = \"status\"\ninitial = \"s0\"\n".to_owned();
        for step in 0..self.steps {
            let to = (step + 1) % self.values;
            _ = writeln!(
                text,
                "[[T0.transitions]]\nname = \"step-{step}\"\nfrom = [\"s{step}\"]\nto = \"s{to}\"\n\
                 guard = \"a0\"\n"
            );
        }
        text
    }

    fn language_file(self) -> String {
        let mut text = String::new();
        for (table, prefix, count) in [
            ("roles", "R", self.roles),
            ("controls", "c", self.controls),
            ("policies", "policy-", self.policies.max(self.actions)),
            ("advice", "advice-", self.advices),
        ] {
            _ = writeln!(text, "[{table}]");
            (0..count).for_each(|number| _ = writeln!(text, "{prefix}{number} = \"Texto.\""));
        }
        text
    }
}

/// `x0y, x1y, …`
fn names(before: &str, count: usize, after: &str) -> String {
    let names: Vec<String> = (0..count).map(|number| format!("{before}{number}{after}")).collect();
    names.join(", ")
}
