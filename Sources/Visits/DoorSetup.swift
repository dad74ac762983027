import Foundation
import SQL
import Site

/// What the page of a door tells its script: addresses, words, rules and keys.
struct DoorSetup {
  let roster: GateRoster
  let assets: Assets
  let t: Localizer
  let now: Instant
  /// In which times are told.
  let zone: TimeZone

  private static let parts = ["ticket", "log", "store", "sync", "view", "camera"]
  private static let library = "vendor/html5-qrcode.min.js"

  var json: String {
    let path = "/desk/door/\(roster.base.slug)"
    let modules = Self.parts.map { JSONValue.Member($0, .string(assets.url("kepu-gate-\($0).js"))) }
    let kept =
      ["kepu.css", "kepu-theme.js", "kepu-gate.js", "favicon.svg", "mark.svg"].map(assets.url)
      + Self.parts.map { assets.url("kepu-gate-\($0).js") } + ["/assets/icons.svg"]
    return JSONValue.object([
      .init("zone", .string(zone.identifier)), .init("base", .string(roster.base.id.description)),
      .init("now", .integer(now.milliseconds)),
      .init("roster", .string(path + "/roster.json")), .init("events", .string(path + "/events")), .init("scope", .string(path)),
      .init("worker", .string("/desk/door/worker.js")), .init("modules", .object(modules)),
      .init("library", .string(assets.url(Self.library))), .init("keep", .array(kept.map { .string($0) })),
      .init("rules", roster.rules.json), .init("keys", .array([roster.key.json])),
      .init("words", .object(words.map { .init($0.0, .string($0.1)) })),
    ]).string
  }

  /// What the script says. Numbers and times are filled in there.
  private var words: [(String, String)] { pageWords + answerWords + actionWords }

  private var pageWords: [(String, String)] {
    [
      ("ready", t("Ready")), ("scan", t("Scan a ticket, or type the number of a booking.")), ("checkIn", t("Check in")),
      ("online", t("Connected.")), ("offline", t("No connection. The page goes on working and tells the portal later.")),
      ("waiting", t("Not told yet: {count}.")), ("listFrom", t("List as of {time}.")),
      ("noList", t("There is no list of bookings yet: tickets are read by their signature alone.")),
      ("logIn", t("Please log in again. Everything is kept on this device until then.")),
      ("closedUntil", t("The door is closed until so many have left: {people}")), ("cancelledShort", t("Given back")),
      ("doubleShort", t("Came in twice")), ("noCamera", t("There is no camera")),
      (
        "noCameraHelp",
        t("The browser gives no camera to this page. Allow it, or use a hand scanner or the number of the booking.")
      ),
      ("thisDevice", t("this device")),
    ]
  }

  private var answerWords: [(String, String)] {
    [
      ("welcome", t("Come in")), ("back", t("Welcome back")), ("people", t("People: {people}")),
      ("companions", t("Teachers and leaders among them: {people}")), ("seen", t("This ticket was used already")),
      ("seenAt", t("First at {time}, at {door}.")), ("inside", t("Inside with it: {people}")), ("early", t("Too early")),
      ("earlyHelp", t("They may come in from {time} on.")), ("late", t("Too late")),
      ("lateHelp", t("They could come in until {time}.")), ("replaced", t("An old ticket")),
      (
        "replacedHelp",
        t("The booking was changed after this ticket was made. Ask for the new one, or look for the booking in the list.")
      ),
      ("cancelled", t("Given back")), ("cancelledHelp", t("This booking was given back, or the visit does not take place.")),
      ("otherBase", t("Not for this place")), ("otherBaseHelp", t("The ticket is for another base.")),
      ("forged", t("Not a valid ticket")),
      ("badSignatureHelp", t("The portal did not sign this. It was changed, or made by somebody else.")),
      ("unreadable", t("Not a ticket")), ("unreadableHelp", t("This code is none of this portal's tickets. Scan it once more.")),
      ("unknownVersionHelp", t("This page is older than the ticket. Reload it when there is a connection.")),
      ("unproven", t("Cannot be checked here")),
      (
        "unprovenHelp",
        t("This browser cannot check signatures and the booking is not in its list. Look for the name, or ask another door.")
      ),
      ("full", t("The house is full")), ("fullHere", t("Here are {people}, and there is room for {places}.")),
    ]
  }

  private var actionWords: [(String, String)] {
    [
      ("walkInDone", t("Walked in")), ("exitDone", t("Left")), ("letInSome", t("Let in: {people}")),
      ("letInAnyway", t("Let in all the same")), ("oneFewer", t("One fewer came")), ("corrected", t("Corrected")),
      ("counted", t("How many are here?")), ("othersLater", t("The others come later")), ("letIn", t("Let in")),
      ("countGroup", t("Count the group")), ("booked", t("Booked: {people}")),
    ]
  }
}
