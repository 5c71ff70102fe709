using ActorMlOps.LoadTests.Faults;
using ActorMlOps.LoadTests.Fuzz;
using ActorMlOps.LoadTests.Monitoring;
using ActorMlOps.LoadTests.Peers;
using ActorMlOps.LoadTests.Serving;

return args switch
{
    ["peers", .. var rest] => await PeersCommand.RunAsync(rest),
    ["monitoring", .. var rest] => await MonitoringCommand.RunAsync(rest),
    ["faults", .. var rest] => await FaultsCommand.RunAsync(rest),
    ["fuzz", .. var rest] => await FuzzCommand.RunAsync(rest),
    [MemoryProbe.Command, .. var rest] => await MemoryProbe.RunAsync(rest),
    [JsonPeer.Command, .. var models] => await JsonPeer.RunAsync(models),
    [GrpcPeer.Command, .. var models] => await GrpcPeer.RunAsync(models),
    _ => Help(),
};

static int Help()
{
    Console.Error.WriteLine($"""
        Usage: peers [--seconds N] [--rounds N] [--only {string.Join(",", PeersCommand.Parts)}] [--json FILE] [--markdown FILE]
               monitoring [--seconds N] [--rounds N] [--only {string.Join(",", MonitoringCommand.Parts)}] [--json FILE] [--markdown FILE]
               faults [--kills N] [--only {string.Join(",", FaultsCommand.Parts)}] [--json FILE]
               fuzz [--cases N] [--seed N] [--first N] [--out FOLDER] [--json FILE]
        """);
    return 2;
}
