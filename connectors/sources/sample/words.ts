/** Invented words: no list here names real people or companies. */
export type Words = readonly [string, ...string[]];

export const firstNames = words(
  "Abrel Anouska Arvid Bellamira Brisko Caldo Celendra Corvin Dariska Delmar Eldora Emeric Fenja Florin Galen",
  "Ginevra Halvar Hesper Ilvara Isko Jolanka Jorin Kaliope Kestrel Lirael Lorcan Maelis Mirko Nerida Nevio",
  "Odalys Orrin Pellam Perelle Quillon Quirina Ravika Rufio Sabela Sorenka Tamsin Tiberan Ulric Umbrela Valdis",
  "Verina Wendelin Wystan Xanthe Xerxo Yarrow Yselda Zephra Zolta",
);
export const lastNames = words(
  "Amberfall Ashgrove Bellwether Birchlane Bramblecote Cinderford Cloudsley Copperfen Dapplewood Driftmoor",
  "Elmhurst Emberlyn Farthingdale Fennimore Foxglove Gillyflower Glimmerstone Hartsedge Hazelbrook Inkwell",
  "Ironquill Juniperson Kingfisherly Larkspurn Lindenmere Marlowick Mistlethorpe Nettleship Nightingate Oakhollow",
  "Oxbowman Pebblewick Pennyfeather Quicksilverton Quillmark Rookwater Rowanbeck Saltmarshe Silverthistle",
  "Tanglewood Thornapple Umberleigh Underhillock Vellumby Violetine Wagonsmith Willowherb Yarrowfield Yewdale",
);
export const occupations = words(
  "Archivist,Baker,Beekeeper,Bookbinder,Botanist,Cartographer,Clockmaker,Cook,Data analyst,Electrician,Gardener",
  ",Geologist,Glassblower,Illustrator,Joiner,Librarian,Locksmith,Mechanic,Nurse,Optician,Pilot,Plumber,Potter",
  ",Software developer,Surveyor,Teacher,Translator,Upholsterer,Vet,Weaver",
);
export const languages = words(
  "Arabic Bengali Czech Danish Dutch English Finnish French German Greek Hindi Icelandic Italian Japanese Korean",
  "Latvian Maltese Norwegian Polish Portuguese Spanish Swahili Swedish Turkish Ukrainian Vietnamese Welsh Zulu",
);
export const nationalities = words(
  "Argentinian Australian Brazilian Canadian Chilean Danish Dutch Egyptian Finnish French German Greek Indian Irish",
  "Italian Japanese Kenyan Mexican Moroccan Norwegian Polish Portuguese Spanish Swedish Swiss Turkish Ukrainian",
);
export const countryCodes = words(
  "AR AU BR CA CH CL DE DK EG ES FI FR GR IE IN IT JP KE MA MX NL NO PL PT SE TR UA",
);
export const academicDegrees = words("None Apprenticeship Bachelor Master PhD");
export const bloodTypes = words("O+ A+ B+ AB+ O- A- B- AB-");
export const streetNames = words(
  "Almond,Beacon,Chandler,Damson,Elder,Falconer,Gooseberry,Harbour,Ivy,Jasmine,Kiln,Lantern,Meadow,Nutmeg",
  ",Orchard,Primrose,Quarry,Rosemary,Saffron,Tinker,Umbel,Vineyard,Windmill,Yarrow",
);
export const streetKinds = words("Street Lane Road Avenue Close Square Terrace Walk");
export const cities = words(
  "Alderport,Brightwater,Crowhaven,Dunmarrow,Eastermouth,Fallowfield,Greywick,Hollowmere,Islington Sands,Kettlebridge",
  ",Lowmoor,Marrowgate,Northfold,Ottersford,Pinecastle,Quaymouth,Ramsholt,Stonebarrow,Thistledown,Upper Wend",
  ",Vantry,Westerlea,Yarmoor,Zeal Cross",
);
export const states = words(
  "Amberlea,Boreland,Coralshire,Dovermark,Estmoor,Fenmarch,Goldreach,Highvale,Ironshire,Lakemark,Midland Isles",
  ",Northreach,Ostvale,Southfen,Westmark",
);
export const userTags = words("newsletter vip trial beta returning wholesale student referred");

export const makers = words(
  "Arkwell Bluefinch Corvane Dunlark Everpine Fernway Gullstone Hexbridge Ironmoss Juniwell Kitewood Lumenray",
);
export const productKinds = words(
  "Lamp,Kettle,Backpack,Desk,Chair,Headphones,Camera,Bicycle,Tent,Toaster,Speaker,Notebook,Watch,Clock,Mirror,Shelf",
);
export const productLines = words(
  "Aero Basalt Comet Drift Echo Flint Glide Halo Ion Junction Kelvin Loop Metro Nova",
);
export const productTags = words("outdoor indoor sale new refurbished bestseller gift wireless");
export const paymentMethods = words("card invoice transfer voucher");

/** Parts separated by commas, where there are any, or else by spaces. */
function words(...lines: string[]): Words {
  const text = lines.join(lines.some((line) => line.includes(",")) ? "" : " ");
  const [first = "", ...rest] = text.split(text.includes(",") ? "," : " ");
  return [first, ...rest];
}
