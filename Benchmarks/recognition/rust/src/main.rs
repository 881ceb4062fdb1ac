//! Prints one line for each way of asking: name, nanoseconds a message (the best of several rounds), bytes a message,
//! findings.

use std::time::Instant;

fn measure(name: &str, finder: &linkify::LinkFinder, messages: &[&str]) {
    let bytes: usize = messages.iter().map(|message| message.len()).sum();
    let mut best = f64::INFINITY;
    let mut found = 0;
    for _ in 0..15 {
        let start = Instant::now();
        found = messages.iter().map(|message| finder.links(message).count()).sum();
        best = best.min(start.elapsed().as_nanos() as f64 / messages.len() as f64);
    }
    println!("{name}\t{best:.1}\t{:.1}\t{found}", bytes as f64 / messages.len() as f64);
}

fn main() {
    let path = std::env::args().nth(1).expect("a file of messages");
    let text = String::from_utf8(std::fs::read(path).expect("the file can be read")).expect("UTF-8");
    let messages: Vec<&str> = text.split('\n').filter(|line| !line.is_empty()).collect();
    measure("Rust linkify (Debian)", &linkify::LinkFinder::new(), &messages);
    // As Hutong does: hosts without a scheme too.
    let mut finder = linkify::LinkFinder::new();
    finder.url_must_have_scheme(false);
    measure("Rust linkify, schemeless too", &finder, &messages);
}
