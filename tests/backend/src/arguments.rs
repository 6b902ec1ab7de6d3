//! The command line.

use std::net::SocketAddr;
use std::str::FromStr;
use std::time::Duration;

use vizochok_backend::{Llm, Options, Times};

/// Where the key of the language model is taken from: an argument would be seen by everyone on the machine.
const LLM_KEY: &str = "VIZOCHOK_LLM_KEY";

/// What `--help` says.
pub(crate) const HELP: &str = "\
The reference backend: a local counterpart of the hosted assistant, for development and tests.

Usage: vizochok-backend [OPTION VALUE]...

  --listen ADDR              the assistant's address           [127.0.0.1:8090]
  --shop-listen ADDR         the shop's address                [127.0.0.1:8091]
  --tenants FILE             the shops that are served         [two samples]
  --data DIR                 keeps conversations, carts and prices in DIR [in memory]
  --picture-base TEXT        before /SKU.svg in image_url      [/shop/pictures]
  --product-base TEXT        before the SKU in url             [/#]
  --feature NAME|none        offered in auth_ok; repeat        [ack]
  --llm URL                  a chat endpoint that answers, as http://127.0.0.1:11434/v1
  --model NAME               its model; a key is taken from VIZOCHOK_LLM_KEY
  --word-delay MS            between two words of an answer    [35]
  --session-seconds N        idle life of a conversation       [3600]
  --serve PREFIX=DIR         files on the assistant's address; repeat
  --shop-serve PREFIX=DIR    files on the shop's address; repeat
  --header PREFIX=NAME:VALUE a header for all paths below PREFIX; repeat
  --help                     this text";

/// What the command line asks for.
pub(crate) enum Arguments {
    Help,
    Run(Box<Options>),
}

fn parsed<T: FromStr>(name: &str, value: &str) -> Result<T, String> {
    value.parse().map_err(|_| format!("{name}: {value:?} is not a fitting value"))
}

fn pair<'a>(name: &str, value: &'a str) -> Result<(&'a str, &'a str), String> {
    value.split_once('=').ok_or_else(|| format!("{name}: {value:?} has no '='"))
}

/// Reads the arguments without the program's name.
pub(crate) fn read(mut words: impl Iterator<Item = String>) -> Result<Arguments, String> {
    // Nobody reads the log of a program.
    let mut options = Options::new()
        .record(false)
        .listen(SocketAddr::from(([127, 0, 0, 1], 8090)))
        .shop_listen(SocketAddr::from(([127, 0, 0, 1], 8091)));
    let mut times = Times { word: Duration::from_millis(35), ..Times::default() };
    let (mut endpoint, mut model) = (None, None);
    let mut features = Vec::new();
    while let Some(name) = words.next() {
        if matches!(name.as_str(), "--help" | "-h") {
            return Ok(Arguments::Help);
        }
        let value = words.next().ok_or_else(|| format!("{name}: a value is missing, or no such option"))?;
        let name = name.as_str();
        options = match name {
            "--listen" => options.listen(parsed(name, &value)?),
            "--shop-listen" => options.shop_listen(parsed(name, &value)?),
            "--tenants" => options.tenants_file(&value).map_err(|error| error.to_string())?,
            "--data" => options.data(value),
            "--picture-base" => options.picture_base(value),
            "--product-base" => options.product_base(value),
            "--serve" => {
                let (prefix, dir) = pair(name, &value)?;
                options.serve_dir(prefix, dir)
            }
            "--shop-serve" => {
                let (prefix, dir) = pair(name, &value)?;
                options.shop_serve_dir(prefix, dir)
            }
            "--header" => {
                let (prefix, header) = pair(name, &value)?;
                let (header, text) =
                    header.split_once(':').ok_or_else(|| format!("{name}: {header:?} has no ':'"))?;
                options.header(prefix, header.trim(), text.trim())
            }
            _ => {
                match name {
                    "--llm" => endpoint = Some(value),
                    "--model" => model = Some(value),
                    "--feature" => features.push(value),
                    "--word-delay" => times.word = Duration::from_millis(parsed(name, &value)?),
                    "--session-seconds" => times.session = Duration::from_secs(parsed(name, &value)?),
                    _ => return Err(format!("{name}: no such option")),
                }
                options
            }
        };
    }
    options = match (endpoint, model) {
        (Some(endpoint), Some(model)) => {
            let llm = Llm::new(&endpoint, model).map_err(|error| format!("--llm: {error}"))?;
            options.llm(llm.key(std::env::var(LLM_KEY).unwrap_or_default()))
        }
        (None, None) => options,
        _ => return Err("--llm and --model belong together".to_owned()),
    };
    if !features.is_empty() {
        features.retain(|feature| feature != "none");
        options = options.features(features);
    }
    Ok(Arguments::Run(Box::new(options.times(times))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(line: &str) -> String {
        match read(line.split_whitespace().map(str::to_owned)) {
            Err(error) => error,
            Ok(_) => panic!("{line} was accepted"),
        }
    }

    #[test]
    fn mistakes_are_named() {
        assert!(error("--lisen 127.0.0.1:1").contains("--lisen"));
        assert!(error("--listen nowhere").contains("nowhere"));
        assert!(error("--listen").contains("missing"));
        assert!(error("--serve dist").contains("dist"));
        assert!(error("--llm http://127.0.0.1:1/v1").contains("--model"));
        assert!(error("--llm localhost --model m").contains("localhost"));
        assert!(error("--tenants nowhere.toml").contains("tenants: nowhere.toml: "));
    }

    #[test]
    fn every_option_of_the_help_is_known() {
        let names = HELP.lines().filter_map(|line| line.split_whitespace().next());
        for name in names.filter(|word| word.starts_with("--") && *word != "--help") {
            let value = match name {
                "--listen" | "--shop-listen" => "127.0.0.1:0",
                "--header" => "/=a:b",
                "--tenants" => concat!(env!("CARGO_MANIFEST_DIR"), "/tenants.toml"),
                _ if name.ends_with("serve") => "/=dist",
                "--llm" => "http://127.0.0.1:1/v1",
                _ => "1",
            };
            let mut words = vec![name, value];
            match name {
                "--llm" => words.extend(["--model", "m"]),
                "--model" => words.extend(["--llm", "http://127.0.0.1:1/v1"]),
                _ => {}
            }
            let words = words.into_iter().map(str::to_owned);
            assert!(matches!(read(words), Ok(Arguments::Run(_))), "{name}");
        }
    }
}
