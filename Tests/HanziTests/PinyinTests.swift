import Hanzi
import Testing

@Suite("Pinyin")
struct PinyinTests {
  @Test(
    "names of places are read as their people read them",
    arguments: [
      ("佛冈县", "fo gang xian"), ("佛山", "fo shan"), ("大埔县", "da bu xian"), ("黄埔区", "huang pu qu"),
      ("番禺", "pan yu"),
      ("东莞", "dong guan"), ("深圳", "shen zhen"), ("重庆", "chong qing"), ("长沙", "chang sha"),
      ("广州长隆", "guang zhou chang long"),
      ("湾仔", "wan zai"), ("花都", "hua du"), ("乐昌", "le chang"), ("麻涌", "ma chong"), ("路氹", "lu dang"),
      ("礐石", "que shi"),
      ("硇洲", "nao zhou"), ("厦门", "xia men"), ("六安", "lu an"), ("西藏", "xi zang"), ("柬埔寨", "jian bu zhai"),
      ("湿地", "shi di"),
      ("紅磡", "hong kan"), ("尖沙咀", "jian sha zui"), ("深水埗", "shen shui bu"), ("浈江", "zhen jiang"),
      ("濠江", "hao jiang"),
    ])
  func places(name: String, reading: String) {
    #expect(Hanzi.pinyinString(name) == reading)
    #expect(Hanzi.pinyinString(Hanzi.traditional(name)) == reading)
  }

  @Test(
    "words decide between a character's readings",
    arguments: [
      ("银行", "yin hang"), ("旅行", "lu xing"), ("馆长", "guan zhang"), ("成长", "cheng zhang"), ("长度", "chang du"),
      ("音乐厅", "yin yue ting"), ("快乐", "kuai le"), ("重要", "zhong yao"), ("重建", "chong jian"),
      ("会计", "kuai ji"),
      ("会议", "hui yi"), ("首都", "shou du"), ("全都是", "quan dou shi"), ("三审三校", "san shen san jiao"),
      ("学校", "xue xiao"),
      ("人参", "ren shen"), ("参观", "can guan"), ("绿色", "lu se"), ("标识", "biao zhi"), ("著名", "zhu ming"),
    ])
  func words(text: String, reading: String) {
    #expect(Hanzi.pinyinString(text) == reading)
  }

  @Test("gdkxzx is 广东科学中心")
  func initials() {
    #expect(Hanzi.initials("广东科学中心") == "gdkxzx")
    #expect(Hanzi.initials("廣東科學中心") == "gdkxzx")
    #expect(Hanzi.initials("深圳大鹏LNG能源基地") == "szdplngnyjd")
    #expect(Hanzi.initials("O·PARK1（有机资源）") == "opark1yjzy")
    #expect(Hanzi.initials("！？") == "")
  }

  @Test("runs of characters, letters and digits are apart")
  func runs() {
    #expect(Hanzi.pinyin("大鹏LNG基地") == [["da", "peng"], ["lng"], ["ji", "di"]])
    #expect(Hanzi.pinyin("源·区（T·PARK）") == [["yuan"], ["qu"], ["t"], ["park"]])
    #expect(Hanzi.pinyin("2026年") == [["2026"], ["nian"]])
    #expect(Hanzi.pinyin("") == [])
  }

  @Test("every name has a syllable of plain letters for every character")
  func complete() {
    for name in placeNames {
      let syllables = Hanzi.pinyin(name).joined()
      #expect(syllables.count == name.count, "\(name)")
      #expect(syllables.allSatisfy { $0.utf8.allSatisfy { (0x61...0x7A).contains($0) } }, "\(name)")
    }
  }
}
