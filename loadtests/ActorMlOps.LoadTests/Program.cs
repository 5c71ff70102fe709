using ActorMlOps.LoadTests.Peers;
using ActorMlOps.LoadTests.Serving;

return args switch
{
    ["serving", .. var rest] => await ServingCommand.RunAsync(rest),
    [JsonPeer.Command, .. var models] => await JsonPeer.RunAsync(models),
    _ => Help(),
};

static int Help()
{
    Console.Error.WriteLine($"Usage: serving [--seconds N] [--rounds N] [--only {string.Join(",", ServingCommand.Parts)}] [--json FILE]");
    return 2;
}
