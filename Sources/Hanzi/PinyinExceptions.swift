/// Where a character is not read as ICU reads it: on its own, in words, and in names of places.
///
/// ICU's transform gives each character one reading. In names of places and institutions another one is often right:
/// 佛冈 is Fogang, 大埔 in Meizhou is Dabu, 黄埔 is Huangpu, 地 in 湿地 is di.
struct PinyinExceptions: Sendable {
  static let shared = PinyinExceptions()

  /// The reading of a character where no word says otherwise.
  private let defaults: [Unicode.Scalar: String]
  /// The words that start with a character, longest first.
  private let words: [Unicode.Scalar: [Word]]

  private struct Word: Sendable {
    let scalars: [Unicode.Scalar]
    /// The readings the word decides; nil where the usual one holds.
    let syllables: [String?]
  }

  private init() {
    var defaults: [Unicode.Scalar: String] = [:]
    var words: [Unicode.Scalar: [Word]] = [:]
    for line in Self.table.split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard fields.count >= 2, let character = fields[0].unicodeScalars.first else { continue }
      if fields.count == 2 { defaults[character] = String(fields[1]) }
      for word in fields.dropFirst(2) {
        let scalars = Array(word.unicodeScalars)
        let syllables = scalars.map { $0 == character ? String(fields[1]) : nil }
        words[scalars[0], default: []].append(Word(scalars: scalars, syllables: syllables))
      }
    }
    self.defaults = defaults
    self.words = words.mapValues { $0.sorted { $0.scalars.count > $1.scalars.count } }
  }

  /// The readings of a run of characters; those that neither the table nor `usual` knows are left out.
  ///
  /// At each place the longest listed word wins. Words may share a character (人行道路), so only the characters a
  /// word decides are settled by it.
  func read(_ run: [Unicode.Scalar], usual: ([Unicode.Scalar]) -> [String?]) -> [String] {
    var decided = [String?](repeating: nil, count: run.count)
    for start in run.indices {
      for word in words[run[start]] ?? [] where run[start...].starts(with: word.scalars) {
        for (offset, syllable) in word.syllables.enumerated() where decided[start + offset] == nil {
          decided[start + offset] = syllable
        }
        break
      }
    }
    for index in run.indices where decided[index] == nil { decided[index] = defaults[run[index]] }
    let open = run.indices.filter { decided[$0] == nil }
    for (index, reading) in zip(open, usual(open.map { run[$0] })) { decided[index] = reading }
    return decided.compactMap { $0 }
  }

  /// A line: a character, a reading, the words in which it is read so; without words, the character's reading
  /// wherever no word of another line decides.
  private static let table = """
    地 di
    长 chang
    都 du
    佛 fo
    谁 shui
    著 zhu
    调 tiao
    似 si
    拓 tuo
    薄 bo
    勒 le
    咳 ke
    埔 pu
    厦 sha
    琢 zhuo
    粘 nian
    仔 zai
    椎 zhui
    傀 kui
    曝 bao
    帧 zhen
    肋 lei
    茄 qie
    彷 pang
    禺 yu
    涌 yong
    圳 zhen
    莞 guan
    滘 jiao
    氹 dang
    凼 dang
    磡 kan
    埗 bu
    礐 que
    硇 nao
    陂 pi
    地 de 慢慢地 好好地 悄悄地 渐渐地
    长 zhang 校长 市长 省长 县长 区长 镇长 村长 乡长 院长 馆长 局长 厅长 部长 处长 科长 所长 站长 组长 队长 团长 班长 会长 社长 台长 店长 厂长 行长 船长 秘书长 家长 生长 成长 增长 长大 长者 长辈 长老 长子 长女 首长 师长 兄长 园长 总长 检察长 委员长 董事长 理事长 酋长 助长 滋长 长官 长势 长相 机长 舰长 连长 营长 户长 学长
    都 dou 都是 都有 都在 都能 都会 都不 都可 全都 都要 都将 都没 都被 都很 大都是
    行 hang 银行 行业 行情 行列 商行 央行 农行 工行 建行 外行 内行 行长 分行 支行 行当 行会 行家 各行各业 百行 洋行 投行 十三行 同行业 跨行业 行距 排行 行规 车行 琴行 拍卖行 三百六十行
    重 chong 重庆 重复 重新 重建 重组 重返 重启 重现 重叠 重阳 重逢 重读 重演 重做 重生 重修 重申 重整 重塑 重温 重写 重构 重映 重版 重排 重合 重洋 重霄 重孙 查重 双重 三重 多重 九重 重重 重播 重置 重来 重访 重围 重奏 四重奏 三重奏 五重奏 重瓣 重铸
    乐 yue 音乐 乐器 乐团 乐队 乐曲 声乐 民乐 管弦乐 交响乐 奏乐 乐章 乐府 器乐 礼乐 弦乐 国乐 乐坛 乐谱 配乐 乐理 乐音 雅乐 编乐 粤乐 古乐 鼓乐 军乐 爵士乐 摇滚乐 乐师 乐清 乐律 乐舞 南乐县
    乐 lao 乐亭
    会 kuai 会计 财会 会稽
    调 diao 调查 调研 调动 调度 声调 曲调 音调 色调 强调 单调 格调 腔调 论调 步调 调用 调拨 调派 调换 调集 抽调 借调 调任 语调 基调 调子 低调 高调 调配 调令
    了 liao 了解 了不起 受不了 免不了 了结 未了 了得 一目了然 了如指掌 了却 不得了
    的 di 目的 的确 标的 有的放矢 众矢之的 的士
    着 zhuo 着手 着重 沉着 着眼 着力 着陆 附着 衣着 执着 着装 着想 着落 吸着 穿着 着色 黏着 胶着 着床
    着 zhao 着急 睡着 着火 着迷 着凉 着魔
    佛 fu 仿佛 彷佛
    藏 zang 西藏 藏族 三藏 青藏 宝藏 大藏 藏药 藏历 藏传 藏羚 藏语 藏文 藏医 地藏 藏北 藏南 藏獒 川藏 藏红花
    率 shuai 率领 率先 统率 坦率 表率 轻率 草率 直率 率真 率性
    给 ji 给予 供给 补给 自给 给养 给水 配给 给付 给排水
    还 huan 还原 归还 偿还 还给 还击 交还 退还 返还 还款 还清 生还 送还 还乡 讨价还价 还珠
    降 xiang 投降 劝降 招降 归降 降龙 受降 诱降 降服
    弹 tan 弹性 弹劾 反弹 弹簧 弹射 弹琴 弹奏 弹词 弹力 粘弹 弹拨 评弹 弹唱 动弹
    拓 ta 拓片 拓本 碑拓 拓印
    没 mo 没收 淹没 出没 覆没 沉没 吞没 没落 湮没 埋没 神出鬼没
    模 mu 模样 模具 模板 装模作样 字模
    角 jue 角色 主角 角逐 配角 名角 旦角 角力 丑角 角斗 宫商角徵羽
    薄 bao 薄饼 薄片 薄膜 薄板 厚薄
    勒 lei 勒紧
    差 chai 钦差 出差 差遣 公差 差役 差使 差事
    差 ci 参差
    参 cen 参差
    参 shen 海参 人参 丹参 党参 西洋参 沙参 高丽参 太子参 苦参 玄参 花旗参
    朝 zhao 朝霞 朝夕 朝气 今朝 一朝一夕 有朝一日 朝不保夕 朝晖 朝花夕拾 朝露 朝九晚五
    便 pian 便宜 大腹便便
    柏 bo 柏林 柏拉图 都柏林
    传 zhuan 传记 左传 列传 外传 水浒传 自传 经传 正传 别传 评传 小传 史传
    泊 bo 泊位 停泊 漂泊 淡泊 锚泊 泊车
    称 chen 对称 相称 匀称 称职 称心
    觉 jiao 睡觉 午觉 懒觉
    劲 jing 强劲 劲风 劲敌 劲旅 苍劲 刚劲 劲松
    塞 se 堵塞 阻塞 闭塞 栓塞 搪塞 淤塞 充塞 梗塞 茅塞顿开
    畜 xu 畜牧 畜产 畜养
    刹 cha 罗刹 刹那 古刹 宝刹 名刹
    埔 bu 大埔 埔寨 横埔
    厦 xia 厦门 噶厦
    吁 yu 呼吁 吁请
    恶 wu 厌恶 可恶 憎恶 深恶痛绝 嫌恶 好逸恶劳
    什 shi 喀什 克什米尔 布尔什维克 塔什 什锦 什物 什刹海 家什 什一
    落 la 丢三落四
    露 lou 露面 露脸 露马脚 露一手
    伽 ga 伽马 伽玛
    伽 qie 伽蓝
    朴 po 厚朴 朴刀
    壳 qiao 地壳 甲壳 躯壳 金蝉脱壳
    咽 ye 哽咽 呜咽
    校 jiao 校正 校勘 校订 校对 校注 校验 校准 校样 校核 校阅 三校 校场 审校 校点
    粘 zhan 粘贴 粘连
    仔 zi 仔细 仔猪 仔鱼
    辟 bi 复辟 辟邪 辟谷
    省 xing 反省 自省 内省 发人深省
    阿 e 阿弥陀佛 阿房宫 阿胶 东阿 阿谀 刚正不阿
    蕃 bo 吐蕃
    宿 xiu 星宿 二十八宿
    杉 sha 杉木
    提 di 提防
    秘 bi 秘鲁
    卜 bu 占卜 卜辞 卜卦 未卜先知 卜骨
    迫 pai 迫击
    扎 za 包扎 捆扎 扎染
    度 duo 审时度势 揣度 忖度
    屏 bing 屏息 屏住
    纤 qian 纤夫 拉纤
    吓 he 恐吓 恫吓
    贾 gu 商贾
    削 xiao 切削 刀削
    曾 zeng 曾国藩 曾孙 曾祖 曾侯 曾参
    茄 jia 雪茄
    龟 qiu 龟兹
    兹 ci 龟兹
    卡 qia 关卡 卡壳
    单 chan 单于
    单 shan 单县
    奇 ji 奇数 奇偶
    栅 shan 光栅 栅极
    脉 mo 含情脉脉
    蚌 beng 蚌埠
    柞 zuo 柞蚕 柞树 柞木
    尉 yu 尉迟 尉犁
    蛤 ha 蛤蟆
    系 ji 系紧 系带
    膀 pang 膀胱
    说 shui 游说
    曝 pu 一曝十寒
    识 zhi 标识 款识
    番 pan 番禺
    涌 chong 葵涌 东涌 麻涌 河涌 鲗鱼涌 大涌 涌口 横涌 沙涌 猎德涌 车陂涌 荔枝湾涌 涌尾 涌边
    堡 bu 吴堡 瓦窑堡
    六 lu 六安 六合
    铅 yan 铅山
    莘 shen 莘县
    涡 guo 涡阳
    洞 tong 洪洞
    浚 xun 浚县
    歙 she 歙县
    荥 xing 荥阳
    咀 zui 尖沙咀 沙咀 咀头
    万 mo 万俟
    枞 zong 枞阳
    陉 xing 井陉
    """
}
