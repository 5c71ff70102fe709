namespace ActorMlOps.LoadTests.Processes;

/// <summary>Only the load generator is held to one thread (see the project file): a server of this program gets what .NET gives any server.</summary>
internal static class ServerThreads
{
    public static void Restore()
    {
        ThreadPool.GetMinThreads(out _, out var completionPorts);
        ThreadPool.SetMinThreads(Environment.ProcessorCount, completionPorts);
    }
}
