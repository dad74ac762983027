/// Words that say little about what somebody looks for. Left out of a query unless there is nothing else in it.
enum StopWords {
  /// In Simplified characters, as folded text has them (乾 is 干, 著 is 着).
  static let chinese: Set<String> = [
    "的", "了", "是", "在", "和", "与", "及", "或", "也", "都", "就", "还", "又", "很", "最", "更", "被", "把", "将", "对", "从", "向",
    "于", "以", "为", "由", "其", "之", "而", "但", "并", "所", "等", "个", "这", "那", "此", "该", "各", "每", "有", "没", "不", "着",
    "过", "来", "去", "到", "上", "下", "中", "里", "内", "外", "时", "后", "前", "吗", "呢", "吧", "啊", "么", "我", "你", "他", "她",
    "它", "们", "年", "月", "日", "号", "名", "位", "次", "种", "座", "第", "一", "某", "何", "谁", "哪", "几", "多", "什么", "甚么", "什么样", "怎么", "怎样",
    "怎么样", "如何", "为什么", "为何",
    "为甚么", "因何", "哪里", "哪儿", "哪些", "哪个", "哪种", "哪一", "哪位", "哪一个", "哪一种", "哪一位", "谁的", "多少", "几个", "几年",
    "何时", "何地", "何种", "何处", "何人", "请问", "一个", "一种", "一些", "这个", "那个", "这些", "那些", "这样", "那样", "可以", "可能",
    "我们", "你们", "他们", "它们", "她们", "自己", "以及", "或者", "因为", "所以", "由于", "但是", "如果", "虽然", "而且", "并且", "不是",
    "就是", "还是", "没有", "时候", "之后", "之前", "以后", "以前", "其中", "之间", "关于", "对于", "根据", "通过", "进行", "是否", "一样",
    "曾", "曾经", "已经", "还有", "哪一年", "什么时候", "有哪些", "是什么", "成为", "被称为", "称为", "叫做", "叫作", "名字", "主要", "属于",
  ]

  /// Whether some characters are a stop word, or several run together (是在, 的是).
  static func contains(_ characters: ArraySlice<Unicode.Scalar>) -> Bool {
    chinese.contains(IndexTerms.string(characters))
      || characters.count < 4 && characters.allSatisfy { chinese.contains(IndexTerms.string([$0])) }
  }

  static let latin: Set<String> = [
    "a", "an", "and", "are", "as", "at", "be", "by", "can", "do", "does", "for", "from", "how", "i", "in", "is", "it", "me", "my",
    "near", "of", "on", "or", "that", "the", "there", "this", "to", "was", "what", "when", "where", "which", "who", "why", "with",
  ]
}
