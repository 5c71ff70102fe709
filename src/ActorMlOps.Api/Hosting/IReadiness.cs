namespace ActorMlOps.Api.Hosting;

/// <summary>Whether requests should be sent here. Implemented by the host.</summary>
public interface IReadiness
{
    /// <summary>Why not; null if it is ready.</summary>
    string? Reason { get; }
}
