//! `tollgate compile --watch`: a change is compiled, a mistake is told, and watching goes on.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::{command, edit, new_pack};

/// Kills the command when the test ends, however it ends.
struct Watching {
    child: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn next(&self) -> Value {
        let line = self.lines.recv_timeout(Duration::from_secs(60)).unwrap();
        serde_json::from_str(&line).unwrap()
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

#[test]
fn a_change_is_compiled_and_a_mistake_does_not_end_it() {
    let (temp, pack) = new_pack("orders");
    let mut child = command(temp.path(), &["compile", "orders", "--watch", "--json"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let stdout = BufReader::new(child.stdout.take().unwrap());
    let (sender, lines) = channel();
    thread::spawn(move || {
        stdout.lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
    });
    let watching = Watching { child, lines };

    let first = watching.next()["fingerprint"].clone();
    assert!(first.is_string());
    edit(&pack.join("surface.toml"), r#""createOrder""#, r#""createOrders""#);
    assert_eq!(watching.next()["errors"][0]["severity"], "error");
    edit(&pack.join("surface.toml"), r#""createOrders""#, r#""createOrder""#);
    assert_eq!(watching.next()["fingerprint"], first);
    edit(&pack.join("help.toml"), "only some", "few");
    let changed = watching.next()["fingerprint"].clone();
    assert_ne!(changed, first);
    let bundle = std::fs::read_to_string(pack.join("bundle.json")).unwrap();
    assert!(bundle.contains(changed.as_str().unwrap()));
}
