/** Names for runs that were not given one: two words, as the reference's generate_slug(2), from lists of our own. */

const ADJECTIVES = `
  able agile alert amber ample apt arctic autumn azure balmy bold brave breezy bright brisk bronze calm candid
  careful cheery chestnut civil clear clever cobalt copper coral cosmic cozy crimson crisp curious dapper daring
  deft dusky eager early earnest easy ebony elated emerald even fair fancy fearless festive fine fleet fluent fond
  frank fresh frosty gallant gentle gilded glad golden graceful grand happy hardy hazel hearty helpful honest
  humble indigo ivory jade jaunty jolly jovial keen kind lavish lively loyal lucid lucky lunar maroon mellow merry
  mighty mild misty modest neat nimble noble ochre olive opal open patient pearly perky placid plucky polite prime
  proud quick quiet rapid ready regal robust rosy royal ruby rustic sable sage scarlet serene sharp silent silver
  sincere sleek smart snowy solar solid spry stable starry steady sterling stoic sturdy subtle sunny swift tactful
  tawny tender thrifty tidy topaz tranquil trusty upbeat urbane valiant velvet vivid warm watchful wise witty zesty
`
  .trim()
  .split(/\s+/);

const ANIMALS = `
  alpaca anchovy badger barbel beaver bison bittern blenny bobcat bream bunting burbot buzzard camel caribou carp
  cheetah chough civet coati condor coot cormorant cougar coyote crane cricket curlew dingo dipper dolphin dormouse
  dove dragonfly duck dunlin eagle egret eland elk ermine falcon ferret finch flounder fox gannet gecko genet
  gibbon gnu goldfish goose goshawk grouse gull guppy haddock hamster hare harrier hedgehog heron hoopoe hornet
  ibex ibis iguana impala jackal jackdaw jaguar jay kestrel kite kiwi koi kudu lapwing lark lemur leopard linnet
  lizard lobster lynx macaw magpie mallard manatee marlin marmot marten martin merlin mink minnow mole mongoose
  moose mullet narwhal newt nightjar ocelot octopus oriole oryx osprey otter owl oyster panda panther partridge
  pelican perch petrel pheasant pika pike pintail pipit plaice plover polecat pony porpoise puffin puma quail
  rabbit raccoon raven redstart reindeer robin roller rook salmon sanderling sardine seal serval shrew shrike
  siskin skate skink skylark snipe sparrow squirrel starling stingray stoat stork sturgeon swallow swan swift
  tamarin tapir teal tern thrush toad toucan trout turbot turtle vole wagtail wallaby walrus warbler weasel whale
  whimbrel wigeon wolf wombat woodcock wren yak zander zebra
`
  .trim()
  .split(/\s+/);

function pick(words: readonly string[]): string {
  return words[Math.floor(Math.random() * words.length)] as string;
}

/** A name such as "lucid-heron". Names need not be unique: with 29,172 of them some meet soon. */
export function generateName(): string {
  return `${pick(ADJECTIVES)}-${pick(ANIMALS)}`;
}
