using Microsoft.AspNetCore.Http.Metadata;

namespace ActorMlOps.Api.Hosting;

/// <summary>Takes the server's own limit away where a handler enforces one that explains itself.</summary>
internal sealed class BodyLimit : IRequestSizeLimitMetadata
{
    public static BodyLimit ByHandler { get; } = new();

    public long? MaxRequestBodySize => null;
}
