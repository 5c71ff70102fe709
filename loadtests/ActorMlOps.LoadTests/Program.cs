using ActorMlOps.LoadTests;

return args switch
{
    ["client", .. var rest] => await ClientLoad.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: client [--seconds N] [--outstanding N] [--json FILE]");
    return 2;
}
