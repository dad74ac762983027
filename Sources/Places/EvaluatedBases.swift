import Evaluation
import People
import SQL
import Site

extension Places {
  /// What the room of judgements is told of bases: who they are, who looks after them, what their records say.
  ///
  /// It is made before this room is opened, so it holds nothing but statements.
  public static var directory: Directory {
    Directory(
      base: { number, reader in try reader.base(ID<Base>(rawValue: number)).map { try reader.subject(of: $0) } },
      basesOf: { rights, reader in try reader.keptBases(rights).map { try reader.subject(of: $0) } },
      computed: ["open_days": openDays, "exhibits": exhibits])
  }

  /// On how many days of a year the base's calendar says that it was open (核验开放天数).
  private static var openDays: ComputedIndicator {
    ComputedIndicator(
      evidence: LocalizedText(
        zhHans: "按基地页面公布的开放时间与例外日期计算", zhHant: "按基地頁面公佈的開放時間與例外日期計算",
        en: "Counted from the opening hours and exceptions on the base's page")
    ) { holder, year, reader in
      guard case .base(let number) = holder, let base = try reader.base(ID<Base>(rawValue: number)), base.facts.hours != nil,
        let first = Day(year: year, month: 1, day: 1)
      else { return nil }
      let holidays = Set(try reader.publicHolidays().filter { base.facts.region.hasPrefix($0.key.prefix(2)) }.values.joined())
      let schedule = OpeningSchedule(hours: base.facts.hours, exceptions: base.facts.exceptions ?? [])
      let days = (0..<366).map { first.adding(days: $0) }.filter { $0.year == year }
      return Double(days.count { schedule.spans(on: $0, holidays: holidays)?.isEmpty == false })
    }
  }

  private static var exhibits: ComputedIndicator {
    ComputedIndicator(
      evidence: LocalizedText(zhHans: "基地页面登记的展品", zhHant: "基地頁面登記的展品", en: "Exhibits on the base's page")
    ) { holder, _, reader in
      guard case .base(let number) = holder, let base = try reader.base(ID<Base>(rawValue: number)) else { return nil }
      return base.facts.exhibits.map { Double($0.count) }
    }
  }
}

extension Reader {
  fileprivate func subject(of base: Base) throws -> Subject {
    let target = try target(of: base)
    return Subject(
      holder: .base(base.id.rawValue), name: base.facts.names, region: base.facts.region, unit: target.organization,
      path: "/bases/\(base.slug)", level: base.facts.level)
  }

  /// The published bases that somebody looks after by a grant for the base or for its operator; an officer of the region does
  /// not apply for them but judges them.
  fileprivate func keptBases(_ rights: Rights) throws -> [Base] {
    var bases: [Base] = []
    for scope in rights.scopes(for: .editBase) {
      switch scope {
      case .base(let number): if let base = try base(ID(rawValue: number)) { bases.append(base) }
      case .organization(let unit): bases += try self.bases(operator: unit)
      case .region, .province: continue
      }
    }
    var seen: Set<ID<Base>> = []
    return bases.filter { $0.status == .published && seen.insert($0.id).inserted }
  }
}
