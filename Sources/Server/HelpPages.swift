import HTML
import Hummingbird
import Site

/// The page of help: what people of each kind do here, step by step, with a way to each place.
struct HelpRoutes: Sendable {
  let site: Site

  func add(to router: Router<SiteContext>) { router.get("/help", use: show) }

  @Sendable private func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let page = HelpPages(t: context.t, contact: site.configuration.contact)
    return site.response(
      Page(title: context.t("Help"), path: "/help", section: "help", body: page.html), request, context)
  }
}

/// The page of help as HTML.
struct HelpPages {
  let t: Localizer
  let contact: String?

  /// What one kind of people does.
  struct Part {
    let key: String
    let heading: String
    let steps: [(words: String, path: String, link: String)]
  }

  var html: HTML {
    let contents: [HTML] = parts.map { "<li><a class=\"chip\" href=\"#\($0.key)\">\($0.heading)</a></li>\n" }
    let sections: [HTML] = parts.map { part in
      let steps: [HTML] = part.steps.map { step in
        "<li>\(step.words) <a href=\"\(step.path)\">\(step.link)</a></li>\n"
      }
      return "<section id=\"\(part.key)\"><h2>\(part.heading)</h2><ol>\(steps)</ol></section>\n"
    }
    let reach: HTML = contact.map { "<p>\(t("Contact: {contact}", ["contact": $0]))</p>" } ?? HTML()
    return """
      <div class="narrow"><h1>\(t("Help"))</h1><p class="lead">\(t("Who are you here? Each part begins where you begin."))</p><ul class="chips">\(contents)</ul>
      \(sections)
      <section><h2>\(t("Something is wrong or missing"))</h2><p>\(t("Nothing that you typed is lost when a form tells you of a mistake: it stands beside the field. If a page does not do what it says, tell whoever runs this portal, with the address of the page and the number under the message."))</p>\(reach)</section></div>
      """
  }

  private var parts: [Part] {
    [
      Part(
        key: "visitors", heading: t("The public"),
        steps: [
          (
            t("Look for a base by its name, in Chinese, pinyin or initials, or by what is near you and open now."), "/bases",
            t("Bases")
          ),
          (t("Or look over the map: a number stands for that many bases; zoom in until they come apart."), "/", t("Map")),
          (t("Where hours are called unknown, call before you go: nothing is guessed here."), "/about", t("About this portal")),
        ]),
      HelpVisits(t: t).visitors, HelpVisits(t: t).schools, HelpVisits(t: t).hosts,
      Part(
        key: "account", heading: t("Your account"),
        steps: [
          (
            t("Register with your e-mail address, and confirm it by the link in the mail. Whoever is under 14 needs a guardian."),
            "/register", t("Register")
          ),
          (t("Make it safe: a passkey, or codes from an app; keep the recovery codes on paper."), "/me/security", t("Security")),
          (t("See, correct, take along or erase your data at any time, and see who looked at it."), "/me/data", t("My data")),
        ]),
      Part(
        key: "managers", heading: t("Managers of bases"),
        steps: [
          (t("Open the page of your base and claim it; the office of your county answers."), "/bases", t("Bases")),
          (
            t("Then your bases stand on a page of their own, each with what is missing on it; “closed today” is two taps."),
            "/me/bases", t("My bases")
          ),
          (
            t("What you change shows at once, but for the name, the place and the operator: those an officer looks at first."),
            "/me/bases", t("My bases")
          ),
        ]),
      Part(
        key: "applicants", heading: t("Applicants and recommenders"),
        steps: [
          (t("See which calls are open, what each asks for, and what you lack."), "/calls", t("Calls")),
          (
            t("Begin; everything you type is kept. Hand in when nothing is lacking any more."), "/me/submissions",
            t("My submissions")
          ),
          (t("Units and offices put forward in their order and within their quota."), "/recommendations", t("Recommendations")),
          (
            t("During the public notice everybody may object, with their name and evidence; whoever got nothing may appeal."),
            "/notices", t("Public notices")
          ),
        ]),
      Part(
        key: "reviewers", heading: t("Reviewers and judges"),
        steps: [
          (
            t("Tell your fields in your profile and agree to be listed, so that offices find you."), "/me/profile",
            t("My profile")
          ),
          (
            t(
              "Say first whether there is a conflict; then read and score. Drafts are kept on your device, also without a network."
            ), "/reviews", t("My reviews")
          ),
        ]),
      Part(
        key: "officers", heading: t("Offices"),
        steps: [
          (t("What waits for you stands on the desk: new bases, changes, claims, units, achievements."), "/desk", t("Desk")),
          (
            t("Set up a round from a programme; each stage says what is still open before it can end."), "/desk/calls",
            t("Calls and rounds")
          ),
          (
            t(
              "Try a whole round before its year on a portal of its own whose clock is ahead: kepu serve --set rehearsal.days=30"),
            "/about", t("About this portal")
          ),
        ]),
      Part(
        key: "everybody", heading: t("Whoever checks"),
        steps: [
          (t("A certificate is true, withdrawn, expired or unknown: type its number or read its code."), "/verify", t("Verify")),
          (
            t("The results page of a round offers a signed file from which anybody can work the ranking out again."), "/calls",
            t("Calls")
          ),
          (t("All data of bases are open, for programs too."), "/data", t("Open data")),
        ]),
    ]
  }
}
