//! Writes example letters of a made-up province: `cargo run -p documents --example letter -- DIR`.

#[path = "../tests/letters/mod.rs"]
mod letters;

use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args_os().nth(1).ok_or("name a folder")?);
    std::fs::create_dir_all(&folder)?;
    for (name, letter) in letters::all() {
        let docx = documents::letter::docx::write(&letter)?;
        std::fs::write(folder.join(format!("{name}.docx")), docx)?;
        let pdf = documents::letter::pdf::write(&letter)?;
        std::fs::write(folder.join(format!("{name}.pdf")), pdf)?;
    }
    Ok(())
}
