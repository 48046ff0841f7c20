//! Gives the program a mark of the sources it is built from, by which it knows what another build of it has begun.

use std::fs;
use std::path::{Path, PathBuf};

/// What results can depend on.
const SOURCES: [&str; 3] = ["src", "scenarios", "Cargo.lock"];

fn files(path: &Path, found: &mut Vec<PathBuf>) {
    if path.is_dir() {
        let entries = fs::read_dir(path).expect("a folder of the sources");
        for entry in entries {
            files(&entry.expect("an entry").path(), found);
        }
    } else if path.exists() {
        found.push(path.to_owned());
    }
}

fn main() {
    let mut found = Vec::new();
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
        files(Path::new(source), &mut found);
    }
    found.sort();
    // FNV-1a, 64 bits, over names and contents.
    let mut mark = 0xCBF2_9CE4_8422_2325_u64;
    for file in found {
        let name = file.to_string_lossy().replace('\\', "/").into_bytes();
        let content = fs::read(&file).expect("a source");
        // Line ends differ between systems, and nothing depends on them.
        for byte in name
            .into_iter()
            .chain(content)
            .filter(|&byte| byte != b'\r')
        {
            mark = (mark ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
        }
    }
    println!("cargo::rustc-env=CASEWORK_BUILD={mark:016x}");
}
