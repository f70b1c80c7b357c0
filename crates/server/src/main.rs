//! The binary `dondoc`.

fn main() -> std::process::ExitCode {
    dondoc_server::cli::main()
}
