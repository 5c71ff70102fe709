namespace ActorMlOps.Silo.Hosting;

/// <summary>Where the grains and the API come in; everything else of this project runs without them.</summary>
internal static class Composition
{
    public static void AddParts(ISiloBuilder silo, IConfiguration configuration)
    {
    }

    public static void AddParts(IServiceCollection services, IConfiguration configuration)
    {
    }

    public static void MapParts(WebApplication app)
    {
    }
}
