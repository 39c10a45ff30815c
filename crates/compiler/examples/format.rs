//! Formats the policy files named on the command line, in place.

fn main() -> std::io::Result<()> {
    for file in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&file)?;
        match tollgate_compiler::format_policies(&text) {
            Some(formatted) => std::fs::write(&file, formatted)?,
            None => eprintln!("{file}: does not parse"),
        }
    }
    Ok(())
}
