//! The passwords many people have. The list is part of the program: no request tells anybody else what was typed.

use std::{collections::HashSet, sync::LazyLock};

/// One a line, in lower case, after lines of `# ` that say where they come from.
const LIST: &str = include_str!("common_passwords.txt");

static COMMON: LazyLock<HashSet<&str>> = LazyLock::new(|| entries().collect());

fn entries() -> impl Iterator<Item = &'static str> {
    LIST.lines().filter(|line| *line != "#" && !line.starts_with("# "))
}

/// Asked in lower case.
pub fn is_common(password: &str) -> bool {
    COMMON.contains(password)
}

#[cfg(test)]
mod tests {
    use domain::password::{MIN_CHARS, normalised};

    use super::*;

    #[test]
    fn the_list_holds_what_could_be_typed_and_is_long_enough() {
        assert!(entries().count() > 400);
        for entry in entries() {
            assert!(entry.chars().count() >= MIN_CHARS, "{entry} is refused for its length");
            assert_eq!(normalised(&entry.to_lowercase()), entry, "can never be found");
        }
    }

    #[test]
    fn a_whole_password_is_common_never_a_part_of_one() {
        assert!(is_common("qwerty123456") && is_common("password1234"));
        assert!(!is_common("qwerty") && !is_common("qwerty123456 and more") && !is_common("# zxcvbn-ts:"));
    }
}
