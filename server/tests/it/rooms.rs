//! The walls between the rooms of the house.

use std::{fs, path::Path};

fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else {
            found.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
}

#[test]
fn the_doors_know_no_sql() {
    let mut files = Vec::new();
    for door in ["src/rest", "src/web"] {
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join(door), &mut files);
    }
    assert!(files.len() > 5, "the doors have moved");
    for (name, text) in files {
        assert!(!text.contains("sqlx") && !text.contains("db::"), "{name} reaches past the services");
    }
}
