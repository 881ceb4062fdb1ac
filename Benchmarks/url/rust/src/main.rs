//! Prints one line: name, nanoseconds a URL (the best of several rounds), URLs accepted, sum of their lengths.

use std::time::Instant;

fn main() {
    let path = std::env::args().nth(1).expect("a file of URLs");
    let bytes = std::fs::read(path).expect("the file can be read");
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.split('\n').filter(|line| !line.is_empty()).collect();
    let mut best = f64::INFINITY;
    let mut result = (0, 0);
    for _ in 0..15 {
        let start = Instant::now();
        result = (0, 0);
        for line in &lines {
            if let Ok(url) = url::Url::parse(line) {
                result = (result.0 + 1, result.1 + url.as_str().len());
            }
        }
        best = best.min(start.elapsed().as_nanos() as f64 / lines.len() as f64);
    }
    println!("Rust url (Debian)\t{:.1}\t{}\t{}\t-", best, result.0, result.1);
}
