// Which functions of the program belong to its second part, by the paths of their modules, and at which of them
// the first part may call it (see split.mjs).

const any = (paths) => paths.map((path) => `vizochok::${path}`).join('|');

/** Modules that only a conversation needs. */
const MODULES = [
  'browser::(?:claim|clipboard|entropy|fetch)', 'core::client::(?:conversation|frames|handoff|streams|tools)', 'core::markdown', 'core::protocol::vizochok::decode',
  'core::session', 'core::tools', 'driver::(?:conversation|payload|visitor)',
  'ui::(?:cart_line|checklist|handoff|meal_plan|message|newest|product_card|prose|quick_replies|remarks|rows|sheet|stepper|tool|walk)',
].map((path) => `vizochok::${path}`);

/** Functions that are called through tables, where a path does not tell. */
const THROUGH_TABLES = [
  '<vizochok::core::protocol::vizochok::Vizochok as vizochok::core::protocol::Codec>::decode$',
  '<vizochok::core::protocol::dgbot::Dgbot as vizochok::core::protocol::Codec>::(?:decode|decode_link|encode)$',
  '<vizochok::driver::Driver as vizochok::ui::view::Desk>::(?:askable|can_leave_agent|cart_line|entry|error_words|last_joined|money|number|shown)$',
  '<vizochok::core::client::Client>::(?:judge_lists|set_have|set_servings|settle|submit_checklist)::',
  'js_sys::futures::future_to_promise', 'serde_wasm_bindgen::',
];

/**
 * Functions at which the first part calls the second, and why the second is there by then: those of the driver and
 * the view are called behind a look at the gate (src/driver/gate.rs); those of the client when something is in the
 * conversation or waits for it, and it got there through the gate; and those of a visitor in a protocol that knows visitors, whose
 * conversation begins behind the gate; the file of a page's own language is loaded after the part (npm/language.js).
 */
const SEAM_PATHS = [
  '<vizochok::api::Widget>::change',
  '<vizochok::core::cart::Cart>::adopt',
  '<vizochok::core::cart::Cart>::fail_all',
  '<vizochok::core::client::Client>::cart_went_silent',
  '<vizochok::core::client::Client>::cut_off',
  '<vizochok::core::client::Client>::open_went_silent',
  '<vizochok::core::client::Client>::send_what_waits',
  '<vizochok::core::client::Client>::tools_forgotten',
  '<vizochok::core::client::Client>::turn_went_silent',
  '<vizochok::core::protocol::dgbot::Dgbot as vizochok::core::protocol::Codec>::endpoint',
  'vizochok::core::protocol::vizochok::encode::action',
  '<vizochok::driver::Driver>::begin_as_another',
  '<vizochok::driver::Driver>::claim_and_connect',
  '<vizochok::driver::Driver>::introduce',
  '<vizochok::driver::visitor::Visitor>::release',
  'vizochok::core::i18n::error',
  'vizochok::core::i18n::words::texts',
  'vizochok::core::session::read',
  'vizochok::driver::conversation::act',
  'vizochok::driver::conversation::answer_handoff',
  'vizochok::driver::conversation::begin',
  'vizochok::driver::conversation::copy',
  'vizochok::driver::conversation::frame',
  'vizochok::driver::conversation::gather',
  'vizochok::driver::conversation::send',
  'vizochok::driver::conversation::store',
  'vizochok::driver::conversation::told',
  'vizochok::ui::cart_line::cart_line',
  'vizochok::ui::rows::furnish',
  'vizochok::ui::sheet::with_sheet',
];

export const SEAMS = SEAM_PATHS.map((path) => new RegExp(`^${path}$`));

/** What is named after something late. */
export const LATE = new RegExp(
  [`(?:${MODULES.join('|')})(?:::|>)`, ...THROUGH_TABLES, ...SEAM_PATHS.map((path) => `^<?${path}::\\{closure`)].join('|'),
);

/** Functions that nothing of ours can reach, but an optimiser cannot know it: their classes are not exported any
 *  more (slim.mjs), while the program's table still names their methods. */
export const UNUSED = /wasm_streams::/;
