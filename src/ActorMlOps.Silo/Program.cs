using ActorMlOps.Silo;
using ActorMlOps.Silo.Demo;

return args switch
{
    ["--help" or "-h" or "help", ..] => Usage.Print(),
    ["demo", .. var rest] => await SiloCommand.GuardAsync(() => DemoCommand.RunAsync(rest)),
    _ => await SiloCommand.GuardAsync(() => SiloCommand.RunAsync(args)),
};
