//! The command `tollgate-server`: the office, served.

fn main() {}
