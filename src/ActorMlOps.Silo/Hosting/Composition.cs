using ActorMlOps.Api.Hosting;
using ActorMlOps.Grains.Hosting;

namespace ActorMlOps.Silo.Hosting;

/// <summary>Where the grains, the client and the API come in; everything else of this project runs without them.</summary>
internal static class Composition
{
    public static void AddParts(ISiloBuilder silo, IConfiguration configuration) => silo.AddActorMlOpsGrains(configuration);

    public static void AddParts(IServiceCollection services, IConfiguration configuration)
    {
        services.AddActorMlOpsApi(configuration);
        services.AddSingleton<IReadiness>(provider => provider.GetRequiredService<SiloReadiness>());
    }

    public static void MapParts(WebApplication app) => app.MapActorMlOpsApi();
}
