//! Finding in PostgreSQL's output the one line to show.

use std::process::Output;

/// The line of a program's output that says what was wrong, for a message of one line.
pub(super) fn complaint(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    decisive_line(&said).unwrap_or_else(|| output.status.to_string())
}

/// The last line that PostgreSQL marks as an error, or else the last one.
pub(super) fn decisive_line(said: &str) -> Option<String> {
    let mut lines = said.lines().rev().map(str::trim).filter(|l| !l.is_empty());
    let last = lines.clone().next()?;
    let marked = lines.find(|line| ["FATAL:", "PANIC:", "error:"].iter().any(|mark| line.contains(mark)));
    Some(marked.unwrap_or(last).to_owned())
}

#[cfg(test)]
mod tests {
    use super::decisive_line;

    #[test]
    fn the_marked_line_is_the_one_to_tell() {
        let said = "LOG:  starting\nFATAL:  lock file exists\nHINT:  Is another server running?\n";
        assert_eq!(decisive_line(said).as_deref(), Some("FATAL:  lock file exists"));
        assert_eq!(decisive_line("a\nb\n\n").as_deref(), Some("b"));
        assert_eq!(decisive_line("\n"), None);
    }
}
