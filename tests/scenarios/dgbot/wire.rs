//! The frames: every one as documented, damaged, and refused.

use vizochok::core::protocol::{
    Action, CallState, ClientCommand, Codec, Delta, Ignored, MAX_FRAME_BYTES, Protocol, ServerEvent,
};

fn codec() -> &'static dyn Codec {
    Protocol::Dgbot.codec()
}

fn read(text: &str) -> Result<ServerEvent, Ignored> {
    codec().decode(text).event
}

#[test]
fn protocols_are_known_by_their_names() {
    assert_eq!(Protocol::named("dgbot"), Some(Protocol::Dgbot));
    assert_eq!(Protocol::named("vizochok"), Some(Protocol::Vizochok));
    assert_eq!(Protocol::named("Dgbot"), None);
}

#[test]
fn every_documented_frame_is_understood() {
    let id = || "m-1".to_owned();
    for (text, event) in [
        (r#"{"type":"stream_start","message_id":"m-1"}"#, ServerEvent::StreamStart { message_id: id() }),
        (
            r#"{"type":"stream_chunk","message_id":"m-1","content":" **Hi**\n"}"#,
            ServerEvent::StreamChunk { message_id: id(), delta: Delta::from(" **Hi**\n") },
        ),
        (r#"{"type":"stream_end","message_id":"m-1"}"#, ServerEvent::StreamEnd { message_id: id() }),
        (
            r#"{"type":"tool_action","tool":"order_lookup","status":"calling"}"#,
            ServerEvent::ToolCall { tool: "order_lookup".into(), state: CallState::Calling },
        ),
        (
            r#"{"type":"tool_action_result","tool":"order_lookup","status":"done"}"#,
            ServerEvent::ToolCall { tool: "order_lookup".into(), state: CallState::Done },
        ),
        (
            r#"{"type":"tool_action_result","tool":"order_lookup","status":"error"}"#,
            ServerEvent::ToolCall { tool: "order_lookup".into(), state: CallState::Failed },
        ),
        (
            r#"{"type":"handoff_offered","message":"A colleague?"}"#,
            ServerEvent::HandoffOffered { message: "A colleague?".into() },
        ),
        (
            r#"{"type":"agent_joined","agent_name":"Olena"}"#,
            ServerEvent::AgentJoined { name: "Olena".into() },
        ),
        (
            r#"{"type":"agent_message","content":"Hi","agent_name":"Olena"}"#,
            ServerEvent::AgentMessage { name: "Olena".into(), text: "Hi".into() },
        ),
        (r#"{"type":"agent_left"}"#, ServerEvent::AgentLeft),
        (
            r#"{"type":"features","features":["a",7,"b"]}"#,
            ServerEvent::Features(vec!["a".into(), "b".into()]),
        ),
        (r#"{"type":"pong"}"#, ServerEvent::Pong),
        (r#"{"type":"stream_start","message_id":17}"#, ServerEvent::StreamStart { message_id: "17".into() }),
    ] {
        assert_eq!(read(text), Ok(event), "{text}");
    }
}

#[test]
fn what_cannot_be_read_is_ignored_with_the_reason() {
    let bad = |frame, field| Ignored::BadField { frame, field };
    for (text, why) in [
        ("", Ignored::NotJson),
        ("[]", Ignored::NotAnObject),
        ("{}", Ignored::NoType),
        (r#"{"type":"ping"}"#, Ignored::UnknownType("ping".into())),
        (r#"{"type":"text_delta","delta":"x"}"#, Ignored::UnknownType("text_delta".into())),
        (r#"{"type":"stream_start"}"#, bad("stream_start", "message_id")),
        (r#"{"type":"stream_chunk","message_id":"","content":"x"}"#, bad("stream_chunk", "message_id")),
        (r#"{"type":"stream_chunk","message_id":"a"}"#, bad("stream_chunk", "content")),
        (r#"{"type":"stream_chunk","message_id":"a","content":5}"#, bad("stream_chunk", "content")),
        (r#"{"type":"stream_end","message_id":[]}"#, bad("stream_end", "message_id")),
        (r#"{"type":"tool_action","status":"calling"}"#, bad("tool_action", "tool")),
        (r#"{"type":"agent_message","agent_name":"O","content":" \n "}"#, bad("agent_message", "content")),
    ] {
        assert_eq!(read(text), Err(why), "{text}");
    }
    let large =
        format!(r#"{{"type":"stream_chunk","message_id":"a","content":"{}"}}"#, "x".repeat(MAX_FRAME_BYTES));
    assert_eq!(read(&large), Err(Ignored::TooLarge(large.len())));
}

#[test]
fn what_the_protocol_has_no_word_for_is_not_said() {
    let message = ClientCommand::Message {
        text: "Привіт \"2\"\n😀".into(),
        conversation_id: Some("c1".into()),
        client_message_id: Some("m1".into()),
    };
    assert_eq!(codec().encode(&message).unwrap(), r#"{"type":"message","content":"Привіт \"2\"\n😀"}"#);
    assert_eq!(codec().encode(&ClientCommand::Ping).unwrap(), r#"{"type":"ping"}"#);
    let auth = ClientCommand::Auth {
        token: "pk".into(),
        store_id: "s".into(),
        user_id: None,
        conversation_id: None,
    };
    for command in [auth, ClientCommand::Pong, ClientCommand::Action(Action::ClearCart)] {
        assert_eq!(codec().encode(&command), None, "{command:?}");
    }
}

#[test]
fn an_address_is_a_host_or_the_whole_way_and_hides_nothing() {
    for (base, key, address) in [
        ("https://h", "demo-bot", "wss://h/ws?key=demo-bot&visitor_id=v"),
        ("http://127.0.0.1:8090/", "b", "ws://127.0.0.1:8090/ws?key=b&visitor_id=v"),
        ("https://h/chat/socket", "b", "wss://h/chat/socket?key=b&visitor_id=v"),
        (
            "https://h",
            "a b&visitor_id=evil#ї",
            "wss://h/ws?key=a%20b%26visitor_id%3Devil%23%D1%97&visitor_id=v",
        ),
    ] {
        assert_eq!(codec().endpoint(base, key, "v"), address);
    }
}
