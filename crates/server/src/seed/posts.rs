//! Who works at the office and who of its customers signs in, before chance names the rest.

/// People of customers, who sign in to the portal: id, name, company, and where they work.
pub(super) const PORTAL: [(&str, &str, &str, Option<&str>); 7] = [
    ("rosa", "Rosa Delgado", "Harbor & Pine", Some("C-1001")),
    ("marta", "Marta Ruiz", "Solano Steel", Some("C-1004")),
    ("june", "June Abbott", "Tallgrass Seed", Some("C-1007")),
    ("nell", "Nell Ostrom", "Alder Creek Produce", Some("C-201")),
    ("karl", "Karl Brandt", "Duneside Glass", Some("C-203")),
    ("pia", "Pia Lund", "Northgate Toys", Some("C-207")),
    // Books for others, so that nothing is billed to her.
    ("yara", "Yara Haddad", "Haddad Forwarding", None),
];

/// Work that several do alike.
pub(super) struct Post {
    pub(super) count: usize,
    pub(super) title: &'static str,
    pub(super) about: &'static str,
    pub(super) department: &'static str,
    /// Roles of `client-metrics`, `alvys`, `access-levels`, `expenses` and `office`.
    pub(super) roles: [&'static str; 5],
}

pub(super) const POSTS: [Post; 8] = [
    Post {
        count: 7,
        title: "Sales representative",
        about: "Looks after a few customers",
        department: "Sales",
        roles: ["Commercial", "SalesAgent", "Sales", "Employee", "Member"],
    },
    Post {
        count: 1,
        title: "Key account manager",
        about: "Looks after the largest customers",
        department: "Sales",
        roles: ["Administrator", "SalesAgent", "SalesManager", "Manager", "Lead"],
    },
    Post {
        count: 5,
        title: "Dispatcher",
        about: "Books shipments and follows loads",
        department: "Operations",
        roles: ["ReadOnly", "Dispatcher", "Operations", "Employee", "Member"],
    },
    Post {
        count: 1,
        title: "Fleet manager",
        about: "Finds carriers and agrees charges with them",
        department: "Operations",
        roles: ["ReadOnly", "OperationManager", "OperationsManager", "Manager", "Lead"],
    },
    Post {
        count: 3,
        title: "Billing clerk",
        about: "Invoices shipments",
        department: "Accounting",
        roles: ["ReadOnly", "Biller", "Accounting", "Employee", "Member"],
    },
    Post {
        count: 1,
        title: "Controller",
        about: "Closes the month and pays expenses",
        department: "Accounting",
        roles: ["ReadOnly", "Admin", "AccountingManager", "Finance", "Bookkeeper"],
    },
    Post {
        count: 1,
        title: "Data entry clerk",
        about: "Keeps records of customers complete",
        department: "Operations",
        roles: ["Commercial", "DataEntry", "Operations", "Employee", "Member"],
    },
    Post {
        count: 1,
        title: "Support specialist",
        about: "Helps customers on the phone",
        department: "Operations",
        roles: ["ReadOnly", "Support", "Operations", "Employee", "Member"],
    },
];
