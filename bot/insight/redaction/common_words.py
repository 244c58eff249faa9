"""Words that decide whether something is a name: kept as lists, because each one was thought about. Pure."""

from __future__ import annotations


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: Names that are words too. In small letters, or at the start of a sentence, they are taken for the word.
ALSO_WORDS = _words("""
    account accounts adult adults care children comms community customer customers data digital elections enquiries
    guest info innovation library licensing marketing museum planning policy reception repairs research schools temp
    transport user users waste
    abbot able ace admin aim alto amber angel apple april arch archer art ash august autumn baker bank banks barber
    barker bass bay beach bean beck bee bell berry best bill bird bishop black blue blunt bob bond booth boss bow box
    boy bridge bridges bright brook brooks brown bull burn bush butcher butler cable camp cane card carol carpenter
    carter case cash chance chapel charity chase cherry chip christian chuck church city clay clerk cliff coach coal
    coffee cook cooper corn cotton council court cox craft crane cross crow crystal cutter daisy dale dawn day dean
    deal dear depot desk destiny dick dot drake drew driver duke dusty eagle earl early east eddy ember english eve
    fair faith farmer fast fay felt fern field fields finance finch fish fisher flag flint flood flower flowers ford
    forest forester fox foot frank free freeman french frost fuller gale garden gardener gates gay gem gene genesis
    german gift gill ginger glen glover gold good grace grant grass gray green grey guy hall hand hands harbour hardy
    harmony hart hay hazel head heather heath help hero hill hills hilt hoe hogg holiday holland holly holt home hood
    hook hope horn house housing hunt hunter iris ivory ivy jack jade jasmine jay jet jewel job john jolly josh joy
    judge june justice keen key keys kind king kit knight lace lake lamb lance land lane lark law lead leaf lee lent
    lily link list little lock long lord love low luck mace main maker manager manner march mark marsh marshall martin
    mason master max may mayor maze meadow melody mercy miles mill miller mills mine mint miss mode moody moon moor
    more moss mount myrtle name nick night nix noble noon norm north nurse oak office old olive opal page pain painter
    palm park parker parks parson pat patience paul pea peace pearl peg penn penny people pepper perry person peter
    piece pierce pike piper pit place plum pole pond pool poole pope poppy port porter post pott potter pound power
    powers pratt price prince prior prudence queen quick rain ran rank rat ray read reader reed reef rex rice rich
    ride ridge ring rise river rivers road rob robin rock root rose rough round ruby rush rusty sage sale salmon sand
    sandy savage saw sawyer scarlet scholar school scott seal self senior service shaw shell shepherd sheriff ship
    short shot silver singer sky skip slack small smart smith snow social son sonny south sparks spear spring staff
    star stark steel stephen stew stone storm street strong sue summer summers sun support swan swift table tailor
    talent tall tan taylor team tell temple test thorn thorne tiger tile tiller time tin tod todd toll tom tow town
    trace travis tree true tuck turner tyler ty union unity van vale verity vet vicar victor victory violet wade wait
    wake walker wall walls ward warden warm waters way weaver web webb weeks well wells west wheeler white wild will
    willow wills win wind winter wise wit witty wolf wood woods woody work workman worth yard york young
""")
#: First names that many people in Britain and Ireland have, and that are no other word: with a capital letter, a name.
FIRST_NAMES = _words("""
    aaron abdul abigail adam adrian ahmed aidan aisha alan albert alex alexander alexandra alfie ali alice alison amanda
    amelia amir amy andrea andrew andy angela anita ann anna anne annette anthony antonio archie arthur barbara barry
    beatrice becky ben benjamin bernard beth bethan beverley brenda brendan brian bridget bronwen bruce bryn callum
    cameron carla carl caroline carolyn catherine cathy charles charlie charlotte cheryl chloe chris christina christine
    christopher ciara claire clare clive colin connor craig cyril damian dan daniel danielle darren dave david dawid
    debbie deborah debra declan deirdre delyth denis denise dennis derek diana diane dilys dominic donald donna dorothy
    doreen doug douglas duncan dylan eamon edith edward eileen elaine eleanor eleri elizabeth ella ellen ellie emily
    emma eric erin ethan eva evan evelyn fatima fiona florence frances francesca francis fred freddie gareth gary gavin
    gemma geoff geoffrey george georgia gerald geraint gerard gillian gladys glenys glyn gordon graham greg gregory
    guto gwen hannah harriet harry hassan hayley helen henry hilary howard huw hugh hussein ian ibrahim imran irene
    isaac isabel isabella isla ismail ivan jackie jacob jacqueline jake james jamie jane janet janice jason jean jeff
    jeffrey jennifer jenny jeremy jerry jessica jill jim joan joanna joanne joe joel jonathan jordan joseph joyce judith
    julia julian julie justin karen karl kate katherine kathleen kathryn katie kayleigh keith kelly ken kenneth kerry
    kevin kieran kim kirsty kyle laura lauren leah leanne lena leo leon leonard leslie lesley lewis liam linda lisa liz
    lloyd lorna lorraine louis louise lucas lucy luke lydia lynn lynne maeve malcolm mandy marcus margaret maria marian
    marie marilyn marion martha mary mathew matt matthew maureen megan mehmet melanie melissa michael michelle miriam
    mohamed mohammad mohammed monica morag moira muhammad nadia nancy naomi natalie natasha neil niall niamh nicholas
    nicola nicole nigel nina noah noel noreen norma norman nuala oliver olivia oscar owen padraig pamela patricia
    patrick paula pauline peggy petra phil philip philippa phillip phoebe phyllis rachael rachel ralph raymond rebecca
    rhian rhiannon rhodri rhys richard robert roger ronald ronan rosemary ross roy rupert russell ruth ryan sally sam
    samantha samuel sandra sara sarah saoirse sean sebastian shane sharon shaun sheila shirley sian simon sinead siobhan
    sophia sophie stacey stanley stella stephanie stephen steve steven stuart suzanne sylvia tanya tara ted teresa
    terence terry thelma theo theresa thomas tim timothy tina toby tony tracey tracy trevor valerie vanessa vera
    veronica vicky victoria vincent viv vivien walter wayne wendy wesley wilfred william winifred yasmin yvonne zara
    zoe
""")
#: Parts of names that are never anybody's name by themselves, and what people write beside their name.
NEVER_ALONE = _words("""
    a am an and ap ab are as at bin binti by da das de del della den der des di do dos du e el for fitz from he
    her hers him his i ibn if ii iii in is it jr la las le les los mac mc me mr mrs ms mx my ni no o of off on or our
    out she sr st ter ten that the their theirs them they this to uk up us von vom was we with y you your zu
    zum zur
""")
#: After one of these at the start of a sentence, a name that is a word too is a name: "Grace said".
SPOKEN_OF = _words("""
    always and asked asks came does did gave had has is keeps kept knew knows left never promised ran runs said says
    takes thinks told took wanted wants was went who
""")
#: Capital letters that are no stranger's name, where a stranger is looked for.
NOT_STRANGERS = _words("""
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december i it hr council finance housing planning legal social services service human
    resources helpdesk board cabinet parliament government office team management estates procurement payroll audit
    education health nhs police highways facilities communications unison unite gmb slack teams microsoft google excel
    everybody everyone nobody somebody someone anybody anyone people staff leaders residents customers tenants nothing
    something they he she we you who that this these those there what when where why how if and but or so then than
    because as at in on to for from with by of the a an my our your his her their its not no yes each all both most
    some many few one two three others another
""")
#: Before one of these in capital letters, a stranger is spoken of: "Karen said".
SPEAKS = _words("said says told asked asks thinks promised wants wanted")
#: After one of these, a word with a capital letter is a stranger: "my manager Karen".
BEFORE_STRANGERS = _words("manager boss colleague supervisor teammate mentor apprentice named called asked told by")
#: Titles with an abbreviation that no other word has: what follows is a name in any letters.
TITLES = _words("mr mrs ms mx dr cllr prof professor rev revd")
#: Titles that are words too: they and what follows need their capital letter.
WORDY_TITLES = _words(
    "miss sir dame lord lady councillor doctor sister brother father nurse sergeant constable inspector pc sgt"
)
PARTICLES = _words("van von der den de del da di du la le ap ab ni nic o mac bin al el dos")
#: "MS Teams" is nobody.
PRODUCTS = _words("teams office word excel outlook sharepoint project forms access windows azure")
