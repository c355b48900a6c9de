"""Capitalised words of hospital posts that are no part of a person's name, and words around names."""

from __future__ import annotations

from scheduler.policies.vocabulary import words_of

#: In lower case.
NOT_A_NAME = words_of(
    """
    huntington huntington's marfan hodgkin hodgkin's graves hashimoto's cushing cushing's addison's duke
    sjogren sjögren behcet behçet meniere ménière raynaud ehlers-danlos ehlers guillain-barré guillain-barre
    guillain klinefelter brugada wolff-parkinson-white wolff-parkinson zika ebola nile chagas epstein-barr
    epstein helicobacter rett gaucher fabry pompe leiden willebrand peyronie peyronie's osgood-schlatter
    osgood lisfranc salter-harris salter chiari takayasu paget's barrett bell's kaposi lewy charcot alzheimer
    alzheimer's parkinson parkinson's crohn crohn's addison grave's dupuytren colles ewing wilms brca her2
    cha2ds2-vasc nyha child-pugh glasgow coma scale criteria score guideline guidelines factor stage type
    class phase islander islanders hispanics natives witnesses jehovah's asia asian europe european africa
    african ramadan americans sepsis surviving trial trials study using per via regarding concerning given
    comparing versus cochrane beers mayo's
    framingham chaddock barrett's raynaud's tourette tourette's kawasaki lyme gleason rutherford caprini
    a about above according across add after again against age ages all almost along already also although
    always am among an and another any anyone apply are area around as ask at attention award awards away
    baby back bad based be because become been before behind being believe below best better between beyond
    big both bring broadband but buy by call calling can cancer care caring case cases celebrate celebrating
    check chew child children clinic close closed code cold come coming community compliance congrats
    congratulations contact cook could county covid crisis dad daily day days dear department did different
    dinner do doctor doctors does doing donate donors down dr drink during each early easter eat eight
    either emergency employee end enjoy enough even event ever every everyone experts fact facts fall falls
    family father fax fell feel few fifth find first five flu follow food for former four free friday friend
    friends from front full fun game get getting give go going good got grab grateful great grief group
    guest had half happy has have he health healthy hear heart heartburn heat help helping her here hey hi
    high him his hold holiday home honored hope hospital hospitals hot how however huge human i if imaging
    important in infection inside insurance into is it its job join joining july june just keep kids know
    kudos labor lady large last late learn least leave less let life like line little live local look
    looking lost love low lunch made make male man many march mark match may maybe mayor me medicaid medical
    medicare medicine meet men mental midnight midwife miss mom monday month months more morning most mother
    mr mrs ms much music must my myth name national near need needs never new news next nice night nine no
    nobody none not note nothing notice november now nurse nurses october of off office official on once one
    only open or other our out outpatient over own parents park part patient patients people pharmacy phone
    photo photos physician pill please police policy preprint prevent primary prior private program proud
    public question questions quick quit radiologic radiology reach read ready really record refer remember
    reminder report research researchers resident respiratory rest right risk room rough rounds rsvp safe
    safety same saturday save saw say says schedule school science second see senator send senior september
    service services seven shame share she should shout show sign sister six skip sleep so some someone soon
    sorry sound speech spring staff start state still stop stroke study sudden summer sunday support surgeon
    surgery swipe take talk team teams teens tell ten test text than thank thankful thanks that the their
    them then there these they thing think third this those though thousands three through thursday time
    timeline tip tips to today together tomorrow tonight too top trauma treatment tuesday turn two under
    union unit until up update upon us use vaccine vaccines very veterans video visit visiting volunteer
    wait walk walking want was watch water wax we wear wednesday week welcome well were what when where
    which while who whoever whole whose why will winter wish with without woman women wonder work workers
    world worried would wow yes yesterday yet you young your zero accident adult ais ambulance american
    americans annual april august aunt avenue bay board boys breast building bus campus cardiac center
    centre central ceo chair chapel chapter charity chef chief christmas church city club coach college
    commissioner council court cross december deacon dental diabetes director district drive east eastern
    elementary endoscopy faith farm february federal festival fire forum foundation fund gala garden general
    girls global gov governor green grand ground hall halloween heights highway hill hills house icu
    infusion institute international january judge junior kidney lab lake lane laboratory law league lecture
    level library lung main mall maternity medal memorial mercy middle ministry mobile mount mountain museum
    nation neonatal network neurology nicu north northern nursing obstetrics ohio old oncology orthopedic
    orthopedics outreach pacific palliative pavilion pediatric pediatrics picu plaza point portal
    preparedness president prevention professor pulmonary red region regional rehab rehabilitation republic
    river road royal saint series seniors site society south southern spine sports springs square st station
    street student suite super surgical system technology telehealth thanksgiving tower town township trail
    transplant tribune trust university urgent valley valentine van ventilator village walgreens ward
    washington way west western white wing wellness york zika ebola hiv aids alzheimer alzheimers parkinson
    crohn america africa african asian black british canada canadian chicago china chinese england english
    europe european florida france french german germany hispanic india indian italy jewish latino london
    mexico spanish texas california massachusetts carolina dakota virginia georgia jersey hampshire columbia
    liberia guinea sierra leone congo uganda syria israel facebook twitter instagram google apple amazon
    netflix youtube x er ed mri ct fda cdc nih nhs hhs cms epa osha usda aha acs bmi std stds adhd als copd
    ptsd hpv mers sars h1n1 rn md bsn phd obamacare congress senate supreme democrat democrats republican
    republicans bill act amendment commission committee aaliyahs silver blue pink orange narcan naloxone
    tylenol ibuprofen advil botox viagra medtronic pfizer merck bayer halo daisy magnet eagle scout troop
    troops army navy marine force guard veteran legion rotary lions elks ymca alumni
    """
)

#: A word just before a name that makes it the name of somebody who works, speaks or governs.
OFFICES = words_of(
    """
    dr doctor prof professor nurse nurses surgeon surgeons physician physicians pediatrician cardiologist
    oncologist neurologist radiologist pathologist psychiatrist psychologist dermatologist urologist
    anesthesiologist hospitalist therapist therapists technologist technician tech midwife doula pharmacist
    pharmacists dietitian nutritionist chef cook chaplain reverend rev sister father brother judge justice
    commissioner governor gov senator sen rep representative congressman congresswoman mayor president ceo
    cfo coo cmo cno chief director manager coordinator specialist engineer scientist researcher author host
    journalist reporter actor actress singer artist speaker chair chairman chairwoman trustee donor donors
    volunteer volunteers intern interns student students fellow resident paramedic paramedics emt emts medic
    firefighter officer sgt sergeant lt lieutenant capt captain col colonel gen general major cpl driver
    educator teacher principal dean counselor advocate assistant associate lead supervisor secretary
    minister pope prince princess queen king lady lord sir dame coach hygienist dentist optometrist
    podiatrist audiologist phlebotomist caseworker st saint troop camp mount lake fort hotel named
    employee colleague legend founder investigator liaison sonographer clerk clerks phlebotomists rn rt lpn
    cna preceptor mentor ringleader caller aide operator janitor custodian registrar scribe receptionist
    microbiologist epidemiologist librarian dispatcher editor historian poet laureate player star
    """
)

#: Letters after a name; without dots, in lower case.
LETTERS = words_of("md do rn np pa pac phd pharmd dpt lcsw mph bsn msn dnp crna facs dds rd esq cpa jr")
