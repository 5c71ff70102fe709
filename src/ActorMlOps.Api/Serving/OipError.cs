using ActorMlOps.Api.Hosting;

namespace ActorMlOps.Api.Serving;

/// <summary>The protocol's form of an error.</summary>
internal sealed record OipError(string Error)
{
    public static Task WriteAsync(HttpContext context, Fault fault)
    {
        context.Response.StatusCode = fault.Status;
        return context.Response.WriteAsJsonAsync(new OipError(fault.Message), ApiJson.Plain.OipError, null, context.RequestAborted);
    }
}
