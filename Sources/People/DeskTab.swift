import HTML
import Site

/// A page of the desk; the house lists those of all rooms.
public struct DeskTab: Sendable {
  let label: StaticString
  let path: String
  let action: Action

  /// A page for whoever may do something.
  public init(_ label: StaticString, path: String, for action: Action) {
    self.label = label
    self.path = path
    self.action = action
  }
}

extension People {
  /// The desk's pages about people.
  public static let deskTabs = [
    DeskTab("People", path: "/desk/people", for: .findPeople),
    DeskTab("Organizations", path: "/desk/organizations", for: .decideOrganizations),
    DeskTab("Achievements", path: "/desk/achievements", for: .verifyAchievements),
    DeskTab("Second person", path: "/desk/second", for: .confirmSecond), DeskTab("Journal", path: "/journal", for: .readJournal),
  ]

  /// The way between the pages of the desk that are open to somebody.
  public func tabs(_ current: String, _ rights: Rights, _ t: Localizer) -> HTML {
    let items: [HTML] = deskTabs.filter { rights.may($0.action) }.map { tab in
      "<li><a href=\"\(tab.path)\"\(attribute: "aria-current", tab.path == current ? "page" : nil)>\(t(tab.label))</a></li>\n"
    }
    return "<nav class=\"tabs\" aria-label=\"\(t("Desk"))\"><ul>\(items)</ul></nav>\n"
  }
}
