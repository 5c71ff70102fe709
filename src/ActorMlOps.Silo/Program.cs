using ActorMlOps.Silo;

return args switch
{
    ["--help" or "-h" or "help", ..] => Usage.Print(),
    _ => await SiloCommand.RunAsync(args),
};
